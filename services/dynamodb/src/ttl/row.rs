//! What a table knows of its time to live.

use crate::limits::CHANGE;
use crate::table::row::Table;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ttl {
    pub attribute: String,
    pub is_on: bool,
    /// Items that were there before it are known by their times, too.
    pub is_filled: bool,
    /// Of the rows by time: another each time that it is switched on.
    pub generation: u32,
    /// When it was switched on or off.
    pub changed: i64,
}

impl Ttl {
    pub fn status(&self, now: i64) -> &'static str {
        let is_new = now < self.changed + CHANGE;
        match self.is_on {
            true if is_new || !self.is_filled => "ENABLING",
            true => "ENABLED",
            false if is_new => "DISABLING",
            false => "DISABLED",
        }
    }
}

impl Table {
    pub fn has_ttl(&self) -> bool {
        self.ttl.as_ref().is_some_and(|ttl| ttl.is_on)
    }
}
