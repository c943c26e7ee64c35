//! How much one transaction of the store takes: items, their entries in all indexes, and what is
//! told of their changes.

use crate::table::Found;
use haneul_expression::{Item, item_size};

/// Below what the store takes, since packed items may be somewhat larger than they count.
const MOST: usize = 24 << 20;

#[derive(Default)]
pub struct Room {
    used: usize,
}

impl Room {
    /// Whether this item still has room; `before`: what it was may be as large.
    pub fn takes(&mut self, found: &Found, item: &Item, before: usize) -> bool {
        self.takes_bytes(found, item_size(item), before)
    }

    pub fn takes_bytes(&mut self, found: &Found, item: usize, before: usize) -> bool {
        let table = &found.table;
        let entries = table.indexes.iter().filter(|index| index.is_kept());
        // In Base64 and with names and brackets, a call to Kinesis is nearly twice as large.
        let told = usize::from(table.keeps_log()) + 2 * usize::from(table.destination().is_some());
        let kept = table.captures.len() * before;
        // Each replica is told in JSON.
        let replicas = 2 * table.replicas().len();
        let size = item * (1 + entries.count() + replicas) + told * (item + before) + kept;
        if self.used + size > MOST {
            return false;
        }
        self.used += size;
        true
    }
}
