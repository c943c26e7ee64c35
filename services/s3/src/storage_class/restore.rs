//! Restoring from the archives: how long it takes, and for how long it lasts. All of it follows
//! from the stored moments; nothing has to happen when they pass.

use super::{Class, Storage};
use crate::midnight;
use crate::object::conditions::http_date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restore {
    pub speed: Speed,
    pub ready: Timestamp,
    /// When the copy goes again; none for Intelligent-Tiering, which only moves the object.
    pub until: Option<Timestamp>,
}

/// AWS calls it a tier, as much else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Speed {
    Bulk,
    Standard,
    Expedited,
}

impl Speed {
    pub fn parse(name: &str) -> Option<Speed> {
        match name {
            "Bulk" => Some(Speed::Bulk),
            "Standard" => Some(Speed::Standard),
            "Expedited" => Some(Speed::Expedited),
            _ => None,
        }
    }

    /// The longest that AWS says of each. The deepest archive has no expedited way.
    pub fn takes(self, deep: bool) -> Option<SignedDuration> {
        match (self, deep) {
            (Speed::Expedited, false) => Some(SignedDuration::from_mins(5)),
            (Speed::Expedited, true) => None,
            (Speed::Standard, false) => Some(SignedDuration::from_hours(5)),
            (Speed::Standard, true) => Some(SignedDuration::from_hours(12)),
            (Speed::Bulk, false) => Some(SignedDuration::from_hours(12)),
            (Speed::Bulk, true) => Some(SignedDuration::from_hours(48)),
        }
    }
}

/// How far a restore has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Ongoing,
    /// Readable until then.
    Done(Timestamp),
}

impl Storage {
    /// The restore that still has an effect.
    pub fn progress(&self, now: Timestamp) -> Option<Progress> {
        let restore = self.restore?;
        if now < restore.ready {
            return Some(Progress::Ongoing);
        }
        let until = restore.until.filter(|until| now < *until)?;
        Some(Progress::Done(until))
    }

    /// The bytes cannot be read now, for the class the object is in.
    pub fn is_archived(&self, now: Timestamp) -> bool {
        self.class.is_some_and(Class::is_archive)
            && !matches!(self.progress(now), Some(Progress::Done(_)))
    }

    /// `x-amz-restore`.
    pub fn restore_header(&self, now: Timestamp) -> Option<String> {
        Some(match self.progress(now)? {
            Progress::Ongoing => "ongoing-request=\"true\"".to_owned(),
            Progress::Done(until) => format!(
                "ongoing-request=\"false\", expiry-date=\"{}\"",
                http_date(until)
            ),
        })
    }
}

/// A restored copy goes at the midnight after its days.
pub fn until(from: Timestamp, days: i64) -> Timestamp {
    midnight::after_days(from, days)
}
