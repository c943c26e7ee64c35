//! Recovery in the row of a table, and the window that it gives.

use crate::limits::{DAY, SECOND};
use serde::{Deserialize, Serialize};

/// What AWS keeps unless it is told otherwise, and at most.
pub const DAYS: i64 = 35;

/// What was changed last is not restored yet.
const LAG: i64 = 5 * 60 * SECOND;

/// Since when, and how many days back. Microseconds of the cloud's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recovery {
    pub since: i64,
    pub days: i64,
}

/// A moment that is read from the log: changes after it must stay there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub number: u64,
    pub after: i64,
}

impl Recovery {
    pub fn earliest(&self, now: i64) -> i64 {
        self.since.max(now - self.days * DAY)
    }

    pub fn latest(&self, now: i64) -> i64 {
        self.earliest(now).max(now - LAG)
    }

    /// Both in whole seconds within the window, as AWS shows them.
    pub fn shown(&self, now: i64) -> (i64, i64) {
        let earliest = self.earliest(now);
        let earliest = earliest + (-earliest).rem_euclid(SECOND);
        let latest = self.latest(now);
        (earliest, earliest.max(latest - latest.rem_euclid(SECOND)))
    }
}
