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

    /// Whether enough zones live for a new blob.
    pub fn writable(&self, id: BlobId) -> Result<()> {
        let failed = self.of(id)?.failed;
        let zones = id.placement().zones();
        match zones.without(failed).len() >= needed(zones) {
            true => Ok(()),
            false => Err(self::failed(failed)),
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
