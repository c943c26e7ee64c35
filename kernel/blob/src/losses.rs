//! Which zones have failed, and which copies are destroyed, where that is said rather than seen.

use crate::{BlobError, BlobId, Result, Zones};
use std::sync::{Arc, OnceLock};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Absent {
    /// What is there cannot be reached until they are restored.
    pub failed: Zones,
    /// For bytes that zones share: whose copies of this blob are gone.
    pub destroyed: Zones,
}

/// Whoever knows of failures.
pub trait Losses: Send + Sync + 'static {
    fn of(&self, id: BlobId) -> std::result::Result<Absent, String>;
}

/// Nothing is lost while nobody says so.
#[derive(Clone, Default)]
pub(crate) struct Heed {
    losses: Arc<OnceLock<Arc<dyn Losses>>>,
}

impl Heed {
    pub fn set(&self, losses: Arc<dyn Losses>) {
        // The first stays: clouds that share a value share what it is said of.
        _ = self.losses.set(losses);
    }

    pub fn of(&self, id: BlobId) -> Result<Absent> {
        match self.losses.get() {
            Some(losses) => losses.of(id).map_err(BlobError::Unavailable),
            None => Ok(Absent::default()),
        }
    }

    /// For bytes that zones share: whether some zone has a copy within reach.
    pub fn readable(&self, id: BlobId) -> Result<()> {
        let (zones, absent) = (id.placement().zones(), self.of(id)?);
        let left = zones.without(absent.destroyed);
        match left.without(absent.failed).is_empty() {
            false => Ok(()),
            true if left.is_empty() => Err(BlobError::NotFound(id)),
            true => Err(failed(left)),
        }
    }

    /// The zones of this blob's that have not failed.
    pub fn live(&self, id: BlobId) -> Result<Zones> {
        Ok(id.placement().zones().without(self.of(id)?.failed))
    }

    /// The same for a new blob, if they are enough.
    pub fn writable(&self, id: BlobId) -> Result<Zones> {
        let (live, zones) = (self.live(id)?, id.placement().zones());
        match live.len() >= needed(zones) {
            true => Ok(live),
            false => Err(failed(zones.without(live))),
        }
    }
}

/// Copies without which a blob is not there: of three, two.
pub(crate) fn needed(zones: Zones) -> usize {
    zones.len().min(2)
}

pub(crate) fn failed(zones: Zones) -> BlobError {
    let letters: Vec<String> = zones.iter().map(|zone| zone.letter().to_string()).collect();
    BlobError::Unavailable(format!("zone {} has failed", letters.join(", ")))
}
