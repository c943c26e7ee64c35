//! Ranges known to hold nothing. A log-structured engine keeps deleted rows for a while, and a
//! scan has to step over them; the head of a busy queue is all deleted rows. So a step that took
//! long is remembered, and later scans jump over it until something is put there.

use crate::engine::{View, Visitor};
use crate::history::{History, Written};
use crate::{KeyRange, Result};
use bytes::Bytes;
use parking_lot::{Mutex, RwLock};
use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const SLOW_STEP: Duration = Duration::from_micros(60);
const MAX_GAPS: usize = 4096;

pub(crate) struct Gaps {
    /// By start: the end (exclusive), and the version it was seen at.
    known: RwLock<BTreeMap<Vec<u8>, Gap>>,
    count: AtomicUsize,
    history: Arc<Mutex<History>>,
}

#[derive(Clone)]
struct Gap {
    end: Vec<u8>,
    since: u64,
}

impl Gaps {
    pub fn new(history: Arc<Mutex<History>>) -> Self {
        Self {
            known: RwLock::default(),
            count: AtomicUsize::new(0),
            history,
        }
    }

    /// Before a group becomes visible: what it puts is no longer a gap.
    pub fn forget(&self, written: &[Written]) {
        if self.count.load(Ordering::Acquire) == 0 {
            return;
        }
        let mut known = self.known.write();
        for Written { key, .. } in written.iter().filter(|written| written.is_put) {
            let hit = before(&known, key)
                .filter(|(_, gap)| gap.end > *key)
                .map(|(start, _)| start.clone());
            if let Some(start) = hit {
                shorten(&mut known, start, key);
            }
        }
        self.count.store(known.len(), Ordering::Release);
    }

    pub fn clear(&self) {
        self.known.write().clear();
        self.count.store(0, Ordering::Release);
    }

    /// `range` was seen empty at `version`. Dropped unless nothing was put there since.
    fn learn(&self, version: u64, range: KeyRange) {
        // The history stays locked, so that no group becomes visible in between.
        let history = self.history.lock();
        if history.put_since(version, &range) {
            return;
        }
        let Some(end) = range.end else { return };
        let mut known = self.known.write();
        merge(
            &mut known,
            range.start,
            Gap {
                end,
                since: version,
            },
        );
        if known.len() > MAX_GAPS {
            known.clear();
        }
        self.count.store(known.len(), Ordering::Release);
    }

    /// The parts of the range that may hold something, in key order.
    fn parts(&self, range: &KeyRange, version: u64) -> Vec<KeyRange> {
        let known = self.known.read();
        let mut parts = Vec::new();
        let mut from = range.start.clone();
        let first = before(&known, &from).map(|(start, _)| start.clone());
        let lowest = first.unwrap_or_else(|| from.clone());
        for (start, gap) in known.range::<Vec<u8>, _>(lowest..) {
            if !range.is_before_end(start) {
                break;
            }
            if gap.since > version || gap.end <= from {
                continue;
            }
            if *start > from {
                parts.push(KeyRange::new(from, start.clone()));
            }
            from = gap.end.clone();
        }
        if range.is_before_end(&from) {
            parts.push(KeyRange {
                start: from,
                end: range.end.clone(),
            });
        }
        parts
    }
}

/// The gap that starts at or before the key.
fn before<'a>(known: &'a BTreeMap<Vec<u8>, Gap>, key: &[u8]) -> Option<(&'a Vec<u8>, &'a Gap)> {
    known
        .range::<[u8], _>((Bound::Unbounded, Bound::Included(key)))
        .next_back()
}

/// Keeps the longer side of a gap something was put into.
fn shorten(known: &mut BTreeMap<Vec<u8>, Gap>, start: Vec<u8>, key: &[u8]) {
    let Some(mut gap) = known.remove(&start) else {
        return;
    };
    if start.as_slice() < key {
        gap.end = key.to_vec();
        known.insert(start, gap);
    }
}

/// Adds a gap, joined with those it touches.
fn merge(known: &mut BTreeMap<Vec<u8>, Gap>, mut start: Vec<u8>, mut gap: Gap) {
    if let Some((left, other)) = before(known, &start) {
        if other.end >= start {
            start = left.clone();
        }
    }
    let inside: Vec<_> = known
        .range(start.clone()..=gap.end.clone())
        .map(|(key, _)| key.clone())
        .collect();
    for key in inside {
        if let Some(other) = known.remove(&key) {
            gap.end = gap.end.max(other.end);
            gap.since = gap.since.max(other.since);
        }
    }
    known.insert(start, gap);
}

/// A view that jumps over gaps and learns new ones.
pub(crate) struct GapView {
    inner: Arc<dyn View>,
    gaps: Arc<Gaps>,
}

impl GapView {
    pub fn over(inner: Arc<dyn View>, gaps: Arc<Gaps>) -> Arc<dyn View> {
        Arc::new(Self { inner, gaps })
    }

    /// Scans one part; whether the visitor has had enough.
    fn scan_part(
        &self,
        part: &KeyRange,
        reverse: bool,
        wanted: usize,
        visit: &mut Visitor<'_>,
    ) -> Result<ControlFlow<()>> {
        let mut flow = ControlFlow::Continue(());
        let mut last: Option<Vec<u8>> = None;
        // Host time: what the disk took.
        let mut asked = Instant::now();
        let mut slow = Vec::new();
        self.inner.scan(part, reverse, wanted, &mut |key, value| {
            // Host time, as above.
            let now = Instant::now();
            if now - asked > SLOW_STEP {
                slow.extend(step(part, last.as_deref(), Some(key), reverse));
            }
            asked = now;
            let last = last.get_or_insert_default();
            last.clear();
            last.extend_from_slice(key);
            flow = visit(key, value);
            flow
        })?;
        if flow.is_continue() && asked.elapsed() > SLOW_STEP {
            slow.extend(step(part, last.as_deref(), None, reverse));
        }
        for range in slow {
            self.gaps.learn(self.inner.version(), range);
        }
        Ok(flow)
    }
}

/// What lies between two neighbours of a scan, or between one and the end of the part.
fn step(
    part: &KeyRange,
    from: Option<&[u8]>,
    to: Option<&[u8]>,
    reverse: bool,
) -> Option<KeyRange> {
    let (low, high) = if reverse { (to, from) } else { (from, to) };
    let start = low.map_or_else(|| part.start.clone(), crate::range::successor);
    let end = high.map(<[u8]>::to_vec).or_else(|| part.end.clone())?;
    Some(KeyRange::new(start, end)).filter(|range| !range.is_empty())
}

impl View for GapView {
    fn version(&self) -> u64 {
        self.inner.version()
    }

    fn get(&self, key: &[u8]) -> Result<Option<Bytes>> {
        self.inner.get(key)
    }

    fn scan(
        &self,
        range: &KeyRange,
        reverse: bool,
        wanted: usize,
        visit: &mut Visitor<'_>,
    ) -> Result<()> {
        if self.gaps.count.load(Ordering::Acquire) == 0 {
            return self.scan_part(range, reverse, wanted, visit).map(|_| ());
        }
        let mut parts = self.gaps.parts(range, self.version());
        if reverse {
            parts.reverse();
        }
        for part in &parts {
            if self.scan_part(part, reverse, wanted, visit)?.is_break() {
                break;
            }
        }
        Ok(())
    }
}
