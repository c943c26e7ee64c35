//! The outbox: consequences for someone else, written in the transaction that causes them and
//! delivered after it through the front door, with retries.

use crate::agenda::{Agenda, Slot};
use haneul_store::{StoreError, Stored, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub const CHANNEL: &str = "outbox";

static OUTBOX: Agenda<Outgoing> = Agenda::new("outbox", CHANNEL);

/// A call to be made on behalf of a service for one of its resources.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outgoing {
    /// The calling service's principal, e.g. `sns.amazonaws.com`.
    pub principal: String,
    /// The resource it acts for (`aws:SourceArn`).
    pub source_arn: String,
    pub source_account: String,
    /// Acts as the account's root user instead of the service itself, where AWS sets up an account.
    /// Never by anything that a caller said.
    #[serde(default)]
    pub as_root: bool,
    /// Acts as this role, which must trust the principal: where a caller who may pass the role said
    /// so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_role: Option<String>,
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
    /// What few calls need.
    #[serde(default)]
    pub extra: Extra,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Extra {
    /// Acts as this account, for policies that let a whole account in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_account: Option<String>,
    /// Told to the service that is called, beside the input. Only a service can say it: nothing that
    /// a caller sends becomes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<serde_json::Value>,
    /// Told to the sender again when the call is refused for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<serde_json::Value>,
    /// Not tried again after this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Refusals that another try would not mend end it at once.
    #[serde(default)]
    pub only_transient: bool,
    /// Between two tries, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_pause: Option<i64>,
}

impl Stored for Outgoing {
    const VERSION: u32 = 1;
}

pub fn put(tx: &mut Tx, at: Timestamp, id: &str, call: &Outgoing) -> Result<(), StoreError> {
    OUTBOX.put(tx, &Slot::new(at, id), call)
}

/// The earliest call of the parts asked for, due or not.
pub fn next(
    tx: &mut Tx,
    parts: impl Fn(u8) -> bool,
) -> Result<Option<(Slot, Outgoing)>, StoreError> {
    OUTBOX.next(tx, parts)
}

/// False when someone else did.
pub fn remove(tx: &mut Tx, slot: &Slot) -> Result<bool, StoreError> {
    OUTBOX.remove(tx, slot)
}

pub fn count(tx: &mut Tx) -> Result<usize, StoreError> {
    OUTBOX.count(tx)
}
