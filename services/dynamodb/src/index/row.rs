//! An index in the row of its table.

use crate::table::billing::Capacity;
use crate::table::row::Keys;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// Another for each index that the table ever had.
    pub number: u32,
    pub name: String,
    pub keys: Keys,
    pub projection: Projection,
    /// Has the partition key of the table, and was made with it.
    pub is_local: bool,
    pub state: State,
    /// Of a global one.
    pub capacity: Capacity,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Projection {
    All,
    Keys,
    Include(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum State {
    Active,
    /// Items that were there before it are put into it.
    Filling {
        since: i64,
    },
    /// Its capacity is changed, until then.
    Updating {
        until: i64,
    },
    Deleting,
}

impl Index {
    pub fn is_busy(&self, now: i64) -> bool {
        self.status(now) != "ACTIVE"
    }

    pub fn status(&self, now: i64) -> &'static str {
        match self.state {
            State::Filling { .. } => "CREATING",
            State::Deleting => "DELETING",
            State::Updating { until } if now < until => "UPDATING",
            State::Active | State::Updating { .. } => "ACTIVE",
        }
    }

    /// Whether it can be read from.
    pub fn is_readable(&self) -> bool {
        matches!(self.state, State::Active | State::Updating { .. })
    }

    /// Whether changes of items go into it.
    pub fn is_kept(&self) -> bool {
        self.state != State::Deleting
    }
}
