//! What an object knows of its replication.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Replication {
    /// It came from elsewhere, and goes nowhere.
    Replica,
    /// By the destination's name.
    To(Vec<(String, State)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Pending,
    Completed,
    Failed,
}

impl Replication {
    /// With several destinations, one that failed or waits speaks for all.
    pub fn shown(&self) -> &'static str {
        let Replication::To(places) = self else {
            return "REPLICA";
        };
        let any = |state: State| places.iter().any(|(_, known)| *known == state);
        if any(State::Failed) {
            "FAILED"
        } else if any(State::Pending) {
            "PENDING"
        } else {
            "COMPLETED"
        }
    }

    /// Whether anything changed.
    pub fn set(&mut self, bucket: &str, state: State) -> bool {
        let Replication::To(places) = self else {
            return false;
        };
        match places.iter_mut().find(|(name, _)| name == bucket) {
            Some((_, known)) if *known != state => {
                *known = state;
                true
            }
            _ => false,
        }
    }
}
