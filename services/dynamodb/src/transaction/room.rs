//! How much one transaction of the store takes: items, and their entries in all indexes.

use crate::table::Found;
use haneul_expression::{Item, item_size};

/// Below what the store takes, since packed items may be somewhat larger than they count.
const MOST: usize = 24 << 20;

#[derive(Default)]
pub struct Room {
    used: usize,
}

impl Room {
    /// Whether this item still has room.
    pub fn takes(&mut self, found: &Found, item: &Item) -> bool {
        self.takes_bytes(found, item_size(item))
    }

    pub fn takes_bytes(&mut self, found: &Found, bytes: usize) -> bool {
        let entries = found.table.indexes.iter().filter(|index| index.is_kept());
        let size = bytes * (1 + entries.count());
        if self.used + size > MOST {
            return false;
        }
        self.used += size;
        true
    }
}
