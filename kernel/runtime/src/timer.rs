//! Durable timers: "at T, run this transition".
//!
//! A timer is a row written in the transaction that wants it; whoever owns the background work
//! runs due rows in the order of their time and deletes each in the transaction of its handler,
//! so a timer runs exactly once whatever is killed.

use crate::agenda::{Agenda, Slot};
use haneul_store::{StoreError, Stored, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Commits that set a timer wake the background loop on this channel.
pub const CHANNEL: &str = "timers";

static TIMERS: Agenda<Timer> = Agenda::new("timer", CHANNEL);

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

/// Sets a timer. The same `id` at the same time is the same timer.
pub fn set(tx: &mut Tx, at: Timestamp, id: &str, timer: &Timer) -> Result<(), StoreError> {
    TIMERS.put(tx, &Slot::new(at, id), timer)
}

pub fn cancel(tx: &mut Tx, at: Timestamp, id: &str) -> Result<bool, StoreError> {
    TIMERS.remove(tx, &Slot::new(at, id))
}

/// The earliest timer of the parts asked for, due or not.
pub fn next(tx: &mut Tx, parts: impl Fn(u8) -> bool) -> Result<Option<(Slot, Timer)>, StoreError> {
    TIMERS.next(tx, parts)
}

/// Takes a timer off in the transaction of its handler; false when someone else did.
pub fn take(tx: &mut Tx, slot: &Slot) -> Result<bool, StoreError> {
    TIMERS.remove(tx, slot)
}

pub fn count(tx: &mut Tx) -> Result<usize, StoreError> {
    TIMERS.count(tx)
}
