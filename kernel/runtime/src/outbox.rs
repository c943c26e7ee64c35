//! The outbox: consequences for someone else, written in the transaction that causes them and
//! delivered after it through the front door, with retries.

use haneul_store::{Scope, Span, StoreError, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub const CHANNEL: &str = "outbox";

static OUTBOX: Table<(i64, String), Outgoing> = Table::new("outbox");

const GLOBAL: Scope<'static> = Scope {
    partition: "",
    account: "",
    region: "",
};

/// A call to be made on behalf of a service for one of its resources.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outgoing {
    /// The calling service's principal, e.g. `sns.amazonaws.com`.
    pub principal: String,
    /// The resource it acts for (`aws:SourceArn`).
    pub source_arn: String,
    pub source_account: String,
    /// A role to act as instead of the service itself.
    pub role_arn: Option<String>,
    pub partition: String,
    pub account: String,
    pub region: String,
    /// Model id and operation of the target.
    pub service: String,
    pub operation: String,
    /// The input in its JSON form.
    pub input: serde_json::Value,
    pub attempts: u32,
    pub give_up_after: u32,
    /// Told (as a timer handler) when the call is refused for good, with the error.
    pub on_refusal: Option<String>,
}

impl Stored for Outgoing {
    const VERSION: u32 = 1;
}

#[derive(Clone, Debug)]
pub struct Slot {
    pub at: Timestamp,
    pub id: String,
}

pub fn put(tx: &mut Tx, at: Timestamp, id: &str, call: &Outgoing) -> Result<(), StoreError> {
    tx.notify(CHANNEL);
    OUTBOX.put(tx, GLOBAL, &(at.as_microsecond(), id.to_owned()), call)
}

/// The earliest call, due or not.
pub fn next(tx: &mut Tx) -> Result<Option<(Slot, Outgoing)>, StoreError> {
    let first = OUTBOX.scan(tx, GLOBAL, Span::all(), 1, false)?;
    Ok(first.into_iter().next().and_then(|((micros, id), call)| {
        let at = Timestamp::from_microsecond(micros).ok()?;
        Some((Slot { at, id }, call))
    }))
}

pub fn remove(tx: &mut Tx, slot: &Slot) -> Result<bool, StoreError> {
    OUTBOX.delete(tx, GLOBAL, &(slot.at.as_microsecond(), slot.id.clone()))
}

pub fn count(tx: &mut Tx) -> Result<usize, StoreError> {
    Ok(OUTBOX
        .scan(tx, GLOBAL, Span::all(), usize::MAX, false)?
        .len())
}
