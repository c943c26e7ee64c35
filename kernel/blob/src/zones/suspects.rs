//! Copies that are known to be missing or rotten.

use crate::{BlobId, Zone};
use std::collections::BTreeSet;

/// More than these are found again by looking at everything.
const LIMIT: usize = 10_000;

#[derive(Default)]
pub(super) struct Suspects {
    copies: BTreeSet<(BlobId, Zone)>,
    /// There are more.
    overflow: bool,
}

impl Suspects {
    pub fn add(&mut self, id: BlobId, zone: Zone) {
        match self.copies.len() < LIMIT {
            true => _ = self.copies.insert((id, zone)),
            false => self.overflow = true,
        }
    }

    pub fn forget(&mut self, id: BlobId) {
        self.copies.retain(|(known, _)| *known != id);
    }

    pub fn take(&mut self) -> BTreeSet<(BlobId, Zone)> {
        std::mem::take(&mut self.copies)
    }

    pub fn take_overflow(&mut self) -> bool {
        std::mem::take(&mut self.overflow)
    }

    pub fn count(&self, zone: Zone) -> usize {
        self.copies.iter().filter(|(_, z)| *z == zone).count()
    }
}
