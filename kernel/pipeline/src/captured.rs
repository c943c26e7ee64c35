//! What leaves the cloud and is caught instead: mail, text messages, pushes, callbacks.

use crate::credentials::GLOBAL;
use crate::error::AwsError;
use haneul_store::{Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

static CAPTURED: Table<(i64, String), Captured> = Table::new("captured");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Captured {
    /// `email`, `sms`, `push` or `http`.
    pub channel: String,
    pub to: String,
    pub subject: String,
    pub body: String,
    pub at: Timestamp,
}

impl Stored for Captured {
    const VERSION: u32 = 1;
}

pub fn capture(tx: &mut Tx, id: &str, message: &Captured) -> Result<(), AwsError> {
    let key = (message.at.as_microsecond(), id.to_owned());
    Ok(CAPTURED.put(tx, GLOBAL, &key, message)?)
}

/// The latest messages, oldest first.
pub fn captured(tx: &mut Tx, limit: usize) -> Result<Vec<Captured>, AwsError> {
    let mut rows = CAPTURED.scan(tx, GLOBAL, Span::all(), limit, true)?;
    rows.reverse();
    Ok(rows.into_iter().map(|(_, message)| message).collect())
}
