//! The log of a table's changes: each with its time, the item before and after, and who made it.
//!
//! It is written with the change, where somebody needs it: streams, recovery to a point in time,
//! streams of Kinesis, replicas. Places are those of commits, so writers conflict with nobody, and
//! who has read up to a change misses none before it. What nobody needs any more is removed in the
//! background.

mod pack;
mod read;
mod trim;
mod write;

pub use pack::Entry;
pub use read::{at_time, behind, newest, next, trimmed, visit};
pub use trim::trim;
pub use write::{By, append, begin};

use crate::limits::{DAY, HOUR};
use crate::table::row::Table;
use haneul_store::{Place, Sequence, Stored, Table as Rows};
use serde::{Deserialize, Serialize};

/// By table.
static CHANGES: Sequence = Sequence::new("dynamodb_change").sealed();

/// Every log of the cloud that may have changes in it: partition, account, Region, table.
static LOGS: Rows<(String, String, String, u64), Log> = Rows::new("dynamodb_log");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Log {
    /// Of the table.
    name: String,
}

impl Stored for Log {
    const VERSION: u32 = 1;
}

/// How far the log of a table was removed.
static TRIMMED: Rows<u64, Trimmed> = Rows::new("dynamodb_trimmed");

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Trimmed {
    high: u64,
    low: u64,
}

impl Stored for Trimmed {
    const VERSION: u32 = 1;
}

impl Trimmed {
    fn of(place: Place) -> Trimmed {
        let bits = place.to_bits();
        Trimmed {
            high: (bits >> 64) as u64,
            low: bits as u64,
        }
    }

    fn place(self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }
}

/// How long a stream tells what has changed.
pub const STREAM_KEEPS: i64 = DAY;

impl Table {
    /// Whether changes of its items are written down.
    pub fn keeps_log(&self) -> bool {
        self.stream.is_some() || self.recovery.is_some()
    }

    /// Changes up to this time are needed by nobody. Streams that were switched off are still read
    /// for a day.
    pub fn log_horizon(&self, now: i64) -> i64 {
        let streams = now - STREAM_KEEPS;
        let recovery = self
            .recovery
            .as_ref()
            .map(|recovery| now - recovery.days * DAY - HOUR);
        let readings = self.readings.iter().map(|reading| reading.after);
        readings.chain(recovery).fold(streams, i64::min)
    }
}
