//! The keys written lately, group by group: what a commit is checked against.

use crate::{KeyRange, ReadSet};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;

const MAX_KEYS: usize = 100_000;
const MAX_BYTES: usize = 8 << 20;

/// One durable group. Snapshots lie between groups, so a group has one version.
struct Group {
    version: u64,
    /// Sorted.
    keys: Vec<Written>,
    bytes: usize,
}

/// A key that was written, and whether it is there since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub key: Vec<u8>,
    pub is_put: bool,
}

#[derive(Default)]
pub struct History {
    groups: VecDeque<Group>,
    /// Nothing is known any more about commits up to this version.
    floor: u64,
    keys: usize,
    bytes: usize,
}

impl History {
    pub fn starting_at(version: u64) -> Self {
        Self {
            floor: version,
            ..Self::default()
        }
    }

    /// How many keys are remembered.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.keys
    }

    /// The keys must be sorted.
    pub fn push(&mut self, version: u64, keys: Vec<Written>) {
        let bytes = keys
            .iter()
            .map(|w| w.key.len() + size_of::<Written>())
            .sum();
        self.keys += keys.len();
        self.bytes += bytes;
        self.groups.push_back(Group {
            version,
            keys,
            bytes,
        });
        while self.keys > MAX_KEYS || self.bytes > MAX_BYTES {
            self.forget_oldest();
        }
    }

    fn forget_oldest(&mut self) {
        if let Some(group) = self.groups.pop_front() {
            self.keys -= group.keys.len();
            self.bytes -= group.bytes;
            self.floor = group.version;
        }
    }

    /// Whether anything in the read set was written after `read_version`, or may have been.
    pub fn conflicts(&self, read_version: u64, reads: &ReadSet) -> bool {
        self.is_touched(read_version, u64::MAX, reads)
    }

    /// The same, but only up to the version `until`.
    pub fn is_touched(&self, after: u64, until: u64, reads: &ReadSet) -> bool {
        if reads.keys.is_empty() && reads.ranges.is_empty() {
            return false;
        }
        if after < self.floor {
            return true;
        }
        self.newer_than(after)
            .any(|group| group.version <= until && group.touches(reads))
    }

    /// Whether a key was put into the range after `version`, or may have been.
    pub fn put_since(&self, version: u64, range: &KeyRange) -> bool {
        version < self.floor
            || self
                .newer_than(version)
                .any(|group| group.in_range(range).iter().any(|w| w.is_put))
    }

    fn newer_than(&self, version: u64) -> impl Iterator<Item = &Group> {
        self.groups
            .iter()
            .rev()
            .take_while(move |group| group.version > version)
    }
}

impl Group {
    fn touches(&self, reads: &ReadSet) -> bool {
        reads.keys.iter().any(|key| self.has(key))
            || reads
                .ranges
                .iter()
                .any(|range| !self.in_range(range).is_empty())
    }

    fn has(&self, key: &[u8]) -> bool {
        self.keys
            .binary_search_by(|w| w.key.as_slice().cmp(key))
            .is_ok()
    }

    fn in_range(&self, range: &KeyRange) -> &[Written] {
        let from = self.keys.partition_point(|w| w.key < range.start);
        let rest = &self.keys[from..];
        &rest[..rest.partition_point(|w| range.is_before_end(&w.key))]
    }
}

/// The same question against the commits already taken into the group being formed.
pub(crate) fn touches<V>(writes: &BTreeMap<Vec<u8>, V>, reads: &ReadSet) -> bool {
    if writes.is_empty() {
        return false;
    }
    reads.keys.iter().any(|key| writes.contains_key(key))
        || reads.ranges.iter().any(|range| has_in_range(writes, range))
}

fn has_in_range<V>(writes: &BTreeMap<Vec<u8>, V>, range: &KeyRange) -> bool {
    if range.is_empty() {
        return false;
    }
    let from = Bound::Included(range.start.as_slice());
    let to = range
        .end
        .as_deref()
        .map_or(Bound::Unbounded, Bound::Excluded);
    writes.range::<[u8], _>((from, to)).next().is_some()
}
