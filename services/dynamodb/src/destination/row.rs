//! A stream of Kinesis in the row of its table.

use crate::errors;
use crate::limits::CHANGE;
use crate::table::Found;
use crate::table::row::{self, Table};
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Destination {
    /// Of the stream.
    pub arn: String,
    pub is_on: bool,
    pub precision: Precision,
    /// What was done last, and when.
    pub last: Last,
    pub changed: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Last {
    Enabled,
    Updated,
    Disabled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precision {
    Milliseconds,
    Microseconds,
}

impl Precision {
    pub fn name(self) -> &'static str {
        match self {
            Precision::Milliseconds => "MILLISECOND",
            Precision::Microseconds => "MICROSECOND",
        }
    }

    /// Microseconds, if nothing is asked for.
    pub fn of(name: Option<&str>) -> Precision {
        match name {
            Some("MILLISECOND") => Precision::Milliseconds,
            _ => Precision::Microseconds,
        }
    }
}

impl Destination {
    pub fn status(&self, now: i64) -> &'static str {
        match (self.last, now < self.changed + CHANGE) {
            (Last::Enabled, true) => "ENABLING",
            (Last::Updated, true) => "UPDATING",
            (Last::Disabled, true) => "DISABLING",
            (Last::Disabled, false) => "DISABLED",
            (Last::Enabled | Last::Updated, false) => "ACTIVE",
        }
    }
}

impl Table {
    pub fn destination(&self) -> Option<&Destination> {
        self.destinations
            .iter()
            .find(|destination| destination.is_on)
    }
}

/// A table and its destination of this ARN, which must be there and on.
pub fn on(cx: &mut Cx, table: &str, arn: &str, what: &str) -> Result<(Found, usize), AwsError> {
    let found = row::idle(cx, table)?;
    let now = cx.now().as_microsecond();
    let at = found
        .table
        .destinations
        .iter()
        .position(|known| known.arn == arn);
    let is_active = |at: usize| found.table.destinations[at].status(now) == "ACTIVE";
    match at.filter(|at| is_active(*at)) {
        Some(at) => Ok((found, at)),
        None => Err(errors::validation(format!(
            "Table is not in a valid state to {} Kinesis Streaming Destination: \
             KinesisStreamingDestination must be ACTIVE to perform {what} operation.",
            what.to_lowercase()
        ))),
    }
}
