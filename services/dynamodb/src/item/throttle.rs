//! What a table and its indexes take and give, by the cloud's clock: buckets that fill with the
//! units of each second up to five minutes of them. Remembered by this process only: each node
//! counts what it serves.

use crate::errors;
use crate::item::capacity::{Side, Spent};
use crate::limits::SECOND;
use crate::measure;
use crate::table::Found;
use crate::table::billing::Capacity;
use haneul_pipeline::{AwsError, Cloud, Cx, MINUTES};
use haneul_runtime::ids::RequestId;
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

/// Seconds of unused capacity that are kept.
const BURST: i64 = 300;
/// Units a second of one partition key, which lies in one partition.
const KEY_READS: f64 = 3_000.0;
const KEY_WRITES: f64 = 1_000.0;
/// Under a frozen clock no second goes by between calls: a key has a few seconds' worth.
const KEY_SECONDS: i64 = 5;
/// More buckets than this are forgotten together.
const MOST: usize = 50_000;
const SHARDS: usize = 16;
/// Calls that are remembered in case they run again.
const RECENT: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Table(u64),
    Index(u64, u32),
    Key(u64, u64),
}

type Name = (Place, bool);

pub struct Throttle([Mutex<Buckets>; SHARDS]);

impl Default for Throttle {
    fn default() -> Self {
        Throttle(std::array::from_fn(|_| Mutex::default()))
    }
}

#[derive(Default)]
struct Buckets {
    all: HashMap<Name, Bucket>,
    recent: VecDeque<(RequestId, Name, f64)>,
}

struct Bucket {
    at: i64,
    left: f64,
    /// What was taken in each of the last minutes, by number; of tables and indexes.
    taken: VecDeque<(i64, f64)>,
}

const MINUTE: i64 = 60 * SECOND;

/// How fast a bucket fills, and how much it holds.
#[derive(Clone, Copy)]
struct Pace {
    rate: f64,
    seconds: i64,
    /// It fills since then.
    since: i64,
}

impl Pace {
    fn full(&self) -> f64 {
        self.rate * self.seconds as f64
    }
}

impl Bucket {
    /// As full as it is when nothing was taken.
    fn new(pace: Pace, now: i64) -> Bucket {
        let seconds = ((now - pace.since) / SECOND).clamp(1, pace.seconds);
        Bucket {
            at: now,
            left: pace.rate * seconds as f64,
            taken: VecDeque::new(),
        }
    }

    fn refill(&mut self, pace: Pace, now: i64) {
        if now < self.at {
            *self = Bucket::new(pace, now);
            return;
        }
        let passed = (now - self.at) as f64 / SECOND as f64;
        self.at = now;
        self.left = (self.left + pace.rate * passed).min(pace.full());
    }

    /// Remembers what is taken; less than nothing where it is given back.
    fn note(&mut self, units: f64) {
        let minute = self.at.div_euclid(MINUTE);
        match self.taken.back_mut() {
            Some((last, sum)) if *last == minute => *sum += units,
            _ => self.taken.push_back((minute, units)),
        }
        // The one that goes on is none of them.
        while self.taken.len() > MINUTES + 1 {
            self.taken.pop_front();
        }
    }

    /// Whether so much can be taken: what is larger than the bucket, from a full one.
    fn gives(&self, units: f64, pace: Pace, kind: Kind) -> bool {
        match kind {
            Kind::Exact => self.left >= units.min(pace.full()),
            Kind::AsItComes => self.left > 0.0,
        }
    }
}

/// How much is asked for is known, or turns out by reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Exact,
    AsItComes,
}

impl Throttle {
    fn shard(&self, place: Place) -> &Mutex<Buckets> {
        let number = match place {
            Place::Table(table) | Place::Index(table, _) => table,
            Place::Key(table, hash) => table ^ hash,
        };
        &self.0[number as usize % SHARDS]
    }

    /// Takes units out of a bucket, if it has them. The same call takes once.
    fn take(
        &self,
        (place, pace): (Place, Pace),
        (units, kind): (f64, Kind),
        side: Side,
        call: RequestId,
        now: i64,
    ) -> bool {
        let name = (place, side == Side::Write);
        let mut buckets = self.shard(place).lock();
        let Buckets { all, recent } = &mut *buckets;
        if all.len() >= MOST && !all.contains_key(&name) {
            all.clear();
        }
        let bucket = all.entry(name).or_insert_with(|| Bucket::new(pace, now));
        bucket.refill(pace, now);
        if !bucket.gives(units, pace, kind) {
            return false;
        }
        bucket.left -= units;
        if matches!(place, Place::Table(_) | Place::Index(..)) {
            bucket.note(units);
            if recent.len() >= RECENT {
                recent.pop_front();
            }
            recent.push_back((call, name, units));
        }
        true
    }
}

impl Throttle {
    /// Units a second in each of the last full minutes, the latest first; none where nothing was
    /// taken.
    pub fn minutes(
        &self,
        table: u64,
        index: Option<u32>,
        side: Side,
        now: i64,
    ) -> Vec<Option<f64>> {
        let place = index.map_or(Place::Table(table), |index| Place::Index(table, index));
        let buckets = self.shard(place).lock();
        let bucket = buckets.all.get(&(place, side == Side::Write));
        let minute = now.div_euclid(MINUTE);
        let of = |minute: i64| {
            let taken = bucket?.taken.iter().find(|(known, _)| *known == minute);
            taken.map(|(_, sum)| sum / 60.0).filter(|sum| *sum > 0.0)
        };
        (1..=MINUTES as i64).map(|back| of(minute - back)).collect()
    }
}

/// What a call has taken from buckets of a table is given back, since it runs again.
pub fn give_back(cx: &Cx, found: &Found) {
    let billing = &found.table.billing;
    let capacity = &billing.capacity;
    let is_bound = capacity.most_reads.is_some() || capacity.most_writes.is_some();
    if billing.on_demand && !is_bound {
        return;
    }
    let throttle = of(cx.cloud);
    let mut buckets = throttle.shard(Place::Table(found.table.id)).lock();
    let Buckets { all, recent } = &mut *buckets;
    recent.retain(|(by, name, units)| {
        let is_it = *by == cx.call.id;
        if let (true, Some(bucket)) = (is_it, all.get_mut(name)) {
            bucket.left += units;
            bucket.note(-units);
        }
        !is_it
    });
}

pub fn of(cloud: &Cloud) -> Arc<Throttle> {
    cloud.locals.get::<Throttle>()
}

/// Takes what a read or a write costs, or refuses it; CloudWatch is told.
pub fn spend(
    cx: &Cx,
    found: &Found,
    side: Side,
    spent: &Spent,
    kind: Kind,
    hash: Option<u64>,
) -> Result<(), AwsError> {
    let outcome = take_all(cx, found, side, spent, kind, hash);
    measure::spent(cx, found, side, spent, outcome.is_err());
    outcome
}

/// Takes it from the buckets of the table, its indexes and the partition key.
fn take_all(
    cx: &Cx,
    found: &Found,
    side: Side,
    spent: &Spent,
    kind: Kind,
    hash: Option<u64>,
) -> Result<(), AwsError> {
    let table = found.table.as_ref();
    let (throttle, now) = (of(cx.cloud), cx.cloud.clock.now().as_microsecond());
    let call = cx.call.id;
    let on_demand = table.billing.on_demand;
    let mut own = spent.table;
    for (number, units) in &spent.indexes {
        let Some(index) = table.indexes.iter().find(|index| index.number == *number) else {
            continue;
        };
        // Local indexes live on the capacity of the table.
        if index.is_local {
            own += units;
            continue;
        }
        let since = table.created;
        if let Some(pace) = pace(&index.capacity, on_demand, side, since) {
            let place = Place::Index(table.id, *number);
            if !throttle.take((place, pace), (*units, kind), side, call, now) {
                let arn = format!("{}/index/{}", found.arn(cx), index.name);
                return Err(errors::throttled(on_demand, true, side, &arn));
            }
        }
    }
    if own == 0.0 {
        return Ok(());
    }
    if let Some(pace) = pace(&table.billing.capacity, on_demand, side, table.created) {
        let place = Place::Table(table.id);
        if !throttle.take((place, pace), (own, kind), side, call, now) {
            return Err(errors::throttled(on_demand, false, side, &found.arn(cx)));
        }
    }
    let Some(hash) = hash else { return Ok(()) };
    let pace = Pace {
        rate: match side {
            Side::Read => KEY_READS,
            Side::Write => KEY_WRITES,
        },
        seconds: KEY_SECONDS,
        since: i64::MIN / 2,
    };
    let place = Place::Key(table.id, hash);
    match throttle.take((place, pace), (own, kind), side, call, now) {
        true => Ok(()),
        false => Err(errors::hot_key(on_demand, side, &found.arn(cx))),
    }
}

/// Nothing: as fast as it comes.
fn pace(capacity: &Capacity, on_demand: bool, side: Side, since: i64) -> Option<Pace> {
    let (units, most) = match side {
        Side::Read => (capacity.reads, capacity.most_reads),
        Side::Write => (capacity.writes, capacity.most_writes),
    };
    match on_demand {
        false => Some(Pace {
            rate: units as f64,
            seconds: BURST,
            since: capacity.increased.unwrap_or(since),
        }),
        true => most.map(|most| Pace {
            rate: most as f64,
            seconds: 1,
            since,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place::Table(1);

    fn takes(throttle: &Throttle, units: f64, now: i64) -> bool {
        let pace = Pace {
            rate: 5.0,
            seconds: BURST,
            since: 0,
        };
        let wish = (units, Kind::Exact);
        throttle.take((PLACE, pace), wish, Side::Write, RequestId(0), now)
    }

    #[test]
    fn five_minutes_of_unused_capacity_are_kept() {
        let throttle = Throttle::default();
        assert!(takes(&throttle, 5.0, 0));
        assert!(!takes(&throttle, 1.0, 0));
        assert!(takes(&throttle, 5.0, SECOND));
        assert!(takes(&throttle, 1_500.0, 1_000 * SECOND));
        assert!(!takes(&throttle, 1.0, 1_000 * SECOND));
    }

    #[test]
    fn an_item_larger_than_the_bucket_is_taken_by_a_full_one() {
        let throttle = Throttle::default();
        let later = 1_000 * SECOND;
        assert!(takes(&throttle, 2_000.0, later));
        assert!(!takes(&throttle, 1.0, later + SECOND));
    }
}
