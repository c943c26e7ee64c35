//! Durable timers: "at T, run this transition".
//!
//! A timer is a row written in the transaction that wants it; whoever owns the background work
//! runs due rows in the order of their time and deletes each in the transaction of its handler,
//! so a timer runs exactly once whatever is killed.

use haneul_store::{Scope, Span, StoreError, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Commits that set a timer wake the background loop on this channel.
pub const CHANNEL: &str = "timers";

static TIMERS: Table<(i64, String), Timer> = Table::new("timer");

const GLOBAL: Scope<'static> = Scope {
    partition: "",
    account: "",
    region: "",
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Timer {
    /// `<service>/<transition>`, as the service registered it.
    pub handler: String,
    pub partition: String,
    pub account: String,
    pub region: String,
    /// What the handler is told; typically the resource's key.
    pub payload: serde_json::Value,
}

impl Stored for Timer {
    const VERSION: u32 = 1;
}

/// When and which: the key of a timer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub at: Timestamp,
    pub id: String,
}

/// Sets a timer. The same `id` at the same time is the same timer.
pub fn set(tx: &mut Tx, at: Timestamp, id: &str, timer: &Timer) -> Result<(), StoreError> {
    tx.notify(CHANNEL);
    TIMERS.put(tx, GLOBAL, &(at.as_microsecond(), id.to_owned()), timer)
}

pub fn cancel(tx: &mut Tx, at: Timestamp, id: &str) -> Result<bool, StoreError> {
    TIMERS.delete(tx, GLOBAL, &(at.as_microsecond(), id.to_owned()))
}

/// The earliest timer, due or not.
pub fn next(tx: &mut Tx) -> Result<Option<(Due, Timer)>, StoreError> {
    let first = TIMERS.scan(tx, GLOBAL, Span::all(), 1, false)?;
    Ok(first.into_iter().next().and_then(|((micros, id), timer)| {
        let at = Timestamp::from_microsecond(micros).ok()?;
        Some((Due { at, id }, timer))
    }))
}

/// Takes a timer off in the transaction of its handler; false when someone else did.
pub fn take(tx: &mut Tx, due: &Due) -> Result<bool, StoreError> {
    cancel(tx, due.at, &due.id)
}

pub fn count(tx: &mut Tx) -> Result<usize, StoreError> {
    Ok(TIMERS
        .scan(tx, GLOBAL, Span::all(), usize::MAX, false)?
        .len())
}
