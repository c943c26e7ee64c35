//! Over the events of one or many streams in the order of their times, forward or backward.
//!
//! Rows are read when their time comes, and left when their last event is through: what is in
//! memory at once are the rows that overlap in time, however long the way is. Rows whose events
//! nobody wants are left at once.

use crate::event::chunk::{BUCKET, CHUNKS, Chunk, Key, Spot};
use crate::event::id::Place;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Span, Tx};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

/// From when to when, the latter excluded, and which way.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub from: u64,
    pub to: u64,
    pub backward: bool,
}

pub struct Walk<'w> {
    tx: &'w Tx,
    scope: Scope<'w>,
    way: Way,
    /// Events that are not between these are left out; the ends are, too.
    between: (Option<Place>, Option<Place>),
    heap: BinaryHeap<Step>,
    lines: Vec<Line>,
    /// Of all rows that were read.
    pub bytes: usize,
    /// Events that were looked at.
    pub events: usize,
}

/// A stream on the way.
struct Line {
    group: u64,
    stream: u64,
}

/// What comes next, by the earliest place that it can have (or the latest, backward).
struct Step {
    place: Place,
    backward: bool,
    what: What,
}

enum What {
    /// Rows of ten seconds from the line's next key on are still to be listed.
    Bucket {
        line: usize,
        key: Key,
    },
    Row {
        line: usize,
        key: Key,
    },
    Event {
        line: usize,
        open: Arc<Open>,
        nth: usize,
    },
}

/// A row whose events are wanted.
struct Open {
    key: Key,
    chunk: Chunk,
    /// With their numbers in the row, in the order of the way.
    wanted: Vec<(u32, Spot)>,
}

/// An event on the way.
pub struct Met {
    /// The number of its stream among those that were given.
    pub line: usize,
    pub place: Place,
    pub ingested: i64,
    open: Arc<Open>,
    spot: Spot,
}

impl Met {
    pub fn message(&self) -> &str {
        self.open.chunk.message(self.spot)
    }

    pub fn at(&self) -> i64 {
        self.place.at as i64
    }

    pub fn key(&self) -> &Key {
        &self.open.key
    }
}

impl Ord for Step {
    /// A heap gives the greatest first.
    fn cmp(&self, other: &Step) -> Ordering {
        match self.backward {
            true => self.place.cmp(&other.place),
            false => other.place.cmp(&self.place),
        }
        .then_with(|| self.rank().cmp(&other.rank()))
    }
}

impl Step {
    /// What may still bring an event of the same place comes first.
    fn rank(&self) -> u8 {
        match self.what {
            What::Bucket { .. } => 2,
            What::Row { .. } => 1,
            What::Event { .. } => 0,
        }
    }
}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Step) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Step {
    fn eq(&self, other: &Step) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Step {}

impl<'w> Walk<'w> {
    /// `lines`: streams by the ids of their groups and their own.
    pub fn new(
        tx: &'w Tx,
        scope: Scope<'w>,
        lines: impl IntoIterator<Item = (u64, u64)>,
        way: Way,
        between: (Option<Place>, Option<Place>),
    ) -> Result<Walk<'w>, AwsError> {
        let lines = lines.into_iter();
        let mut walk = Walk {
            tx,
            scope,
            way,
            between,
            heap: BinaryHeap::new(),
            lines: lines
                .map(|(group, stream)| Line { group, stream })
                .collect(),
            bytes: 0,
            events: 0,
        };
        if let Some(after) = between.0 {
            walk.way.from = walk.way.from.max(after.at);
        }
        if let Some(before) = between.1 {
            walk.way.to = walk.way.to.min(before.at.saturating_add(1));
        }
        for line in 0..walk.lines.len() {
            walk.enter(line, None)?;
        }
        Ok(walk)
    }

    /// Puts the next ten seconds of a stream on the way: those behind a bucket, or the first ones.
    fn enter(&mut self, line: usize, behind: Option<u64>) -> Result<(), AwsError> {
        let way = self.way;
        let (mut from, mut to) = (way.from / BUCKET * BUCKET, way.to);
        match (behind, way.backward) {
            (Some(bucket), false) => from = from.max((bucket + 1).saturating_mul(BUCKET)),
            (Some(bucket), true) => to = to.min(bucket * BUCKET),
            (None, _) => {}
        }
        if from >= to {
            return Ok(());
        }
        let span = self.span(line, from, to);
        let keys = CHUNKS.keys(self.tx, self.scope, span, 1, way.backward)?;
        let Some(key) = keys.first() else {
            return Ok(());
        };
        let bucket = key.1.0 / BUCKET;
        let place = match way.backward {
            true => Place::behind(bucket.saturating_mul(BUCKET).saturating_add(BUCKET - 1)),
            false => Place::before(key.1.0),
        };
        self.push(place, What::Bucket { line, key: *key });
        Ok(())
    }

    fn span(&self, line: usize, from: u64, to: u64) -> Span {
        let line = &self.lines[line];
        let stream = (line.group, line.stream);
        let span = Span::prefix(&(stream,)).from(&(stream, (from,)));
        span.before(&(stream, (to,)))
    }

    fn push(&mut self, place: Place, what: What) {
        self.heap.push(Step {
            place,
            backward: self.way.backward,
            what,
        });
    }

    /// The next event whose message is wanted. `None`: the way is over, or `room` bytes of rows
    /// have been read ([`Walk::is_over`] tells).
    pub fn next(
        &mut self,
        room: usize,
        wanted: &mut impl FnMut(&str) -> bool,
    ) -> Result<Option<Met>, AwsError> {
        loop {
            let Some(step) = self.heap.peek() else {
                return Ok(None);
            };
            if self.bytes >= room && self.may_pause(step) {
                return Ok(None);
            }
            let Some(step) = self.heap.pop() else {
                return Ok(None);
            };
            match step.what {
                What::Bucket { line, key } => self.list(line, key)?,
                What::Row { line, key } => self.open(line, key, wanted)?,
                What::Event { line, open, nth } => {
                    let Some((_, spot)) = open.wanted.get(nth).copied() else {
                        continue;
                    };
                    if let Some(next) = open.place(nth + 1) {
                        let open = open.clone();
                        self.push(
                            next,
                            What::Event {
                                line,
                                open,
                                nth: nth + 1,
                            },
                        );
                    }
                    return Ok(Some(Met {
                        line,
                        place: step.place,
                        ingested: open.chunk.ingested,
                        open,
                        spot,
                    }));
                }
            }
        }
    }

    /// Before a row is read, but only where whoever goes on from here comes further than this
    /// time.
    fn may_pause(&self, step: &Step) -> bool {
        let further = match self.way.backward {
            true => step.place.at.saturating_add(1) < self.way.to,
            false => step.place.at > self.way.from,
        };
        further && matches!(step.what, What::Row { .. })
    }

    /// Whether nothing is left on the way.
    pub fn is_over(&self) -> bool {
        self.heap.is_empty()
    }

    /// A place that all events so far lie before and all others behind (the other way round,
    /// backward).
    pub fn here(&self) -> Option<Place> {
        self.heap.peek().map(|step| step.place)
    }

    fn list(&mut self, line: usize, key: Key) -> Result<(), AwsError> {
        let bucket = key.1.0 / BUCKET;
        let (from, way) = (bucket * BUCKET, self.way);
        let to = from.saturating_add(BUCKET).min(way.to);
        let span = self.span(line, from, to);
        for key in CHUNKS.keys(self.tx, self.scope, span, usize::MAX, false)? {
            if key.1.1 < way.from {
                continue;
            }
            let place = match way.backward {
                true => Place::behind(key.1.1),
                false => Place::before(key.1.0),
            };
            self.push(place, What::Row { line, key });
        }
        self.enter(line, Some(bucket))
    }

    fn open(
        &mut self,
        line: usize,
        key: Key,
        wanted: &mut impl FnMut(&str) -> bool,
    ) -> Result<(), AwsError> {
        let Some(chunk) = CHUNKS.get_untracked(self.tx, self.scope, &key)? else {
            return Ok(());
        };
        self.bytes += chunk.events.0.len();
        let spots = chunk.spots(key.1.0)?;
        let mut kept: Vec<(u32, Spot)> = Vec::new();
        for (index, spot) in spots.into_iter().enumerate() {
            if spot.at < self.way.from || spot.at >= self.way.to {
                continue;
            }
            let place = Place::new(&key, spot.at, index);
            let outside = self.between.0.is_some_and(|after| place <= after)
                || self.between.1.is_some_and(|before| place >= before);
            if outside {
                continue;
            }
            self.events += 1;
            if wanted(chunk.message(spot)) {
                kept.push((index as u32, spot));
            }
        }
        if self.way.backward {
            kept.reverse();
        }
        let open = Arc::new(Open {
            key,
            chunk,
            wanted: kept,
        });
        if let Some(place) = open.place(0) {
            self.push(place, What::Event { line, open, nth: 0 });
        }
        Ok(())
    }
}

impl Open {
    fn place(&self, nth: usize) -> Option<Place> {
        let (index, spot) = self.wanted.get(nth)?;
        Some(Place::new(&self.key, spot.at, *index as usize))
    }
}
