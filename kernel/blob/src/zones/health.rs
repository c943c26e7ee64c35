//! What the status shows of zones and the work on their copies.

use super::Zoned;
use crate::{Zone, Zones};
use parking_lot::Mutex;
use std::path::PathBuf;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneHealth {
    pub zone: Zone,
    pub dir: PathBuf,
    /// Whether the directory is there.
    pub reachable: bool,
    /// Copies known to be missing or rotten and not made again yet.
    pub waiting: usize,
    /// Since the start: copies found rotten, and copies made again.
    pub rotten: u64,
    pub repaired: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    pub zones: Vec<ZoneHealth>,
    /// How much of the look at all copies is done, while it is under way.
    pub percent: Option<u8>,
    /// Since the start: looks at all copies, and copies and bytes that were read and checked.
    pub passes: u64,
    pub checked: u64,
    pub checked_bytes: u64,
    pub last_error: Option<String>,
}

#[derive(Default)]
pub(super) struct Counts(Mutex<Counted>);

#[derive(Clone, Default)]
struct Counted {
    rotten: [u64; 3],
    repaired: [u64; 3],
    checked: u64,
    checked_bytes: u64,
    passes: u64,
    percent: Option<u8>,
    last_error: Option<String>,
}

impl Counts {
    pub fn rotten(&self, zone: Zone) {
        self.0.lock().rotten[zone as usize] += 1;
    }

    pub fn repaired(&self, zone: Zone) {
        self.0.lock().repaired[zone as usize] += 1;
    }

    pub fn checked(&self, bytes: u64) {
        let mut counted = self.0.lock();
        counted.checked += 1;
        counted.checked_bytes += bytes;
    }

    pub fn failed(&self, error: String) {
        tracing::warn!("a copy could not be made again: {error}");
        self.0.lock().last_error = Some(error);
    }

    pub fn progress(&self, percent: Option<u8>) {
        let mut counted = self.0.lock();
        if percent.is_none() && counted.percent.is_some() {
            counted.passes += 1;
        }
        counted.percent = percent;
    }
}

impl Zoned {
    pub fn health(&self) -> Health {
        let counted = self.counts.0.lock().clone();
        let reachable: Zones = self.reachable();
        let suspects = self.suspects.lock();
        let zones = Zone::ALL.map(|zone| ZoneHealth {
            zone,
            dir: self.files(zone).dir().to_owned(),
            reachable: reachable.has(zone),
            waiting: suspects.count(zone),
            rotten: counted.rotten[zone as usize],
            repaired: counted.repaired[zone as usize],
        });
        Health {
            zones: zones.into(),
            percent: counted.percent,
            passes: counted.passes,
            checked: counted.checked,
            checked_bytes: counted.checked_bytes,
            last_error: counted.last_error,
        }
    }
}
