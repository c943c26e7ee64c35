//! Copies that are known to be missing or rotten.

use crate::{BlobId, Zone};
use std::collections::BTreeSet;

/// More than these are found again by looking at everything.
const LIMIT: usize = 10_000;

pub(super) type Copy = (BlobId, Zone);

#[derive(Default)]
pub(super) struct Suspects {
    /// Nobody has looked at these yet.
    fresh: BTreeSet<Copy>,
    /// These could not be made again: tried from time to time.
    left: BTreeSet<Copy>,
    /// There are more.
    overflow: bool,
}

impl Suspects {
    pub fn add(&mut self, copy: Copy) {
        if !self.is_full() && !self.left.contains(&copy) {
            self.fresh.insert(copy);
        }
    }

    pub fn leave(&mut self, copy: Copy) {
        if !self.is_full() {
            self.left.insert(copy);
        }
    }

    fn is_full(&mut self) -> bool {
        let full = self.fresh.len() + self.left.len() >= LIMIT;
        self.overflow |= full;
        full
    }

    pub fn forget(&mut self, id: BlobId) {
        let copies = Zone::ALL.map(|zone| (id, zone));
        for copy in copies {
            self.fresh.remove(&copy);
            self.left.remove(&copy);
        }
    }

    pub fn take_fresh(&mut self) -> BTreeSet<Copy> {
        std::mem::take(&mut self.fresh)
    }

    /// From now on those that were left are fresh.
    pub fn again(&mut self) {
        self.fresh.append(&mut self.left);
    }

    pub fn take_overflow(&mut self) -> bool {
        std::mem::take(&mut self.overflow)
    }

    pub fn count(&self, zone: Zone) -> usize {
        let all = self.fresh.iter().chain(&self.left);
        all.filter(|(_, z)| *z == zone).count()
    }
}
