//! Replicas in the row of a table.

use crate::table::row::Table;
use serde::{Deserialize, Serialize};

/// What a table knows of the global table that it is a replica of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The others, in the order in which they came.
    pub replicas: Vec<Replica>,
    pub own: Own,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replica {
    pub region: String,
    /// The id of the table there.
    pub table: u64,
    pub state: State,
    /// When it joined.
    pub since: i64,
    /// Its first items came from here.
    pub is_from_here: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Items from before are copied into it.
    Creating,
    Active,
    Updating {
        until: i64,
    },
    Deleting,
}

/// What this replica has of its own, where the others have something else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Own {
    pub table: Limits,
    /// By name.
    pub indexes: Vec<(String, Limits)>,
}

/// Units of reading: provisioned, and at most on demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    pub reads: Option<i64>,
    pub most_reads: Option<i64>,
}

impl Own {
    pub fn of_index(&self, name: &str) -> Limits {
        let found = self.indexes.iter().find(|(known, _)| known == name);
        found.map(|(_, limits)| *limits).unwrap_or_default()
    }

    pub fn index(&mut self, name: &str) -> &mut Limits {
        let at = self.indexes.iter().position(|(known, _)| known == name);
        let at = at.unwrap_or_else(|| {
            self.indexes.push((name.to_owned(), Limits::default()));
            self.indexes.len() - 1
        });
        &mut self.indexes[at].1
    }
}

impl Replica {
    pub fn status(&self, now: i64) -> &'static str {
        match self.state {
            State::Creating => "CREATING",
            State::Deleting => "DELETING",
            State::Updating { until } if now < until => "UPDATING",
            State::Active | State::Updating { .. } => "ACTIVE",
        }
    }
}

impl Table {
    pub fn replicas(&self) -> &[Replica] {
        self.group.as_ref().map_or(&[], |group| &group.replicas)
    }

    pub fn has_replicas(&self) -> bool {
        !self.replicas().is_empty()
    }

    pub fn replica(&mut self, region: &str) -> Option<&mut Replica> {
        let group = self.group.as_mut()?;
        group.replicas.iter_mut().find(|r| r.region == region)
    }

    /// Forgets a replica that is gone; the last one takes the group with it.
    pub fn leave(&mut self, region: &str) {
        if let Some(group) = &mut self.group {
            group.replicas.retain(|replica| replica.region != region);
        }
        if !self.has_replicas() {
            self.group = None;
        }
    }

    /// A replica comes or goes.
    pub fn is_regrouping(&self) -> bool {
        let states = [State::Creating, State::Deleting];
        self.replicas().iter().any(|r| states.contains(&r.state))
    }
}
