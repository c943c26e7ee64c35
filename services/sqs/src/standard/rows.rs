//! The tables of standard queues.

use crate::message::row::Message;
use crate::tables::Mark;
use haneul_pipeline::AwsError;
use haneul_store::{Key, KeyRange, OwnedKey, Scope, Stored, Table, Tx, key_bytes};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// Space, time, order of arrival, message: what is due when.
pub type Due = (u64, i64, u64, u128);

/// Messages that were never received, by the time they may be.
pub static READY: Table<Due, Message> = Table::new("sqs_ready").sealed();

/// Those of tenants among them: space, tenant, time, order of arrival and message.
pub static TENANTS: Table<(u64, String, i64, (u64, u128)), Mark> = Table::new("sqs_tenant");

/// Messages that were received, by space and id.
pub static FLIGHT: Table<(u64, u128), Flight> = Table::new("sqs_flight").sealed();

/// When received messages become visible again.
pub static RETURN: Table<Due, Back> = Table::new("sqs_return").sealed();

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flight {
    pub message: Message,
    pub order: u64,
    /// Hidden before this time.
    pub until: i64,
    /// When it was received last, and by which handle.
    pub received: i64,
    pub token: u64,
}

/// What a count needs to know beside the key.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Back {
    pub sent: i64,
}

impl Stored for Back {
    const VERSION: u32 = 1;
}

impl Stored for Flight {
    const VERSION: u32 = 1;
}

impl Flight {
    pub fn due(&self, key: (u64, u128)) -> Due {
        (key.0, self.until, self.order, key.1)
    }

    pub fn back(&self) -> Back {
        Back {
            sent: self.message.sent,
        }
    }
}

/// Visits the keys of a space due from `from` up to and including `to`, without the rows.
pub fn visit<V: Stored>(
    tx: &Tx,
    scope: Scope<'_>,
    table: &Table<Due, V>,
    space: u64,
    (from, to): (i64, i64),
    mut visit: impl FnMut(Due) -> ControlFlow<()>,
) -> Result<(), AwsError> {
    let prefix = table.prefix(scope)?;
    let bound = |time: i64| {
        let mut bound = prefix.clone();
        (space, time).encode(&mut bound);
        bound
    };
    let end = match to.checked_add(1) {
        Some(end) => bound(end),
        None => [prefix.clone(), key_bytes(&space), vec![0xff; 9]].concat(),
    };
    let mut damaged = None;
    tx.scan_untracked_with(
        KeyRange::new(bound(from), end),
        false,
        |key, _| match Due::decode(&mut &key[prefix.len()..]) {
            Ok(due) => visit(due),
            Err(error) => {
                damaged = Some(error);
                ControlFlow::Break(())
            }
        },
    )?;
    damaged.map_or(Ok(()), |error| Err(error.into()))
}
