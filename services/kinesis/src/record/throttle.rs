//! What a shard takes and gives in a second, by the cloud's clock. Remembered by this process only:
//! each node counts what it serves.

use crate::limits::{
    SECOND, SHARD_READ_BYTES, SHARD_READ_CALLS, SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS,
};
use haneul_pipeline::Cloud;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;

/// More shards than this are forgotten together.
const MOST: usize = 50_000;

#[derive(Default)]
pub struct Throttle(Mutex<HashMap<(u64, u32), Shard>>);

/// What is left, in thousandths, so that a millisecond brings back whole ones.
struct Shard {
    at: i64,
    write_bytes: i64,
    write_records: i64,
    read_bytes: i64,
    read_calls: i64,
}

const WHOLE: i64 = 1_000;
const STEP: i64 = SECOND / WHOLE;

impl Shard {
    fn full(at: i64) -> Shard {
        Shard {
            at,
            write_bytes: SHARD_WRITE_BYTES * WHOLE,
            write_records: SHARD_WRITE_RECORDS * WHOLE,
            read_bytes: SHARD_READ_BYTES * WHOLE,
            read_calls: SHARD_READ_CALLS * WHOLE,
        }
    }

    /// What came back since it was looked at last.
    fn refill(&mut self, now: i64) {
        if now < self.at {
            *self = Shard::full(now);
            return;
        }
        let steps = (now - self.at) / STEP;
        self.at += steps * STEP;
        // Longer ago than any debt lasts.
        let steps = steps.min(60 * WHOLE);
        let add = |left: &mut i64, limit: i64| *left = (limit * WHOLE).min(*left + limit * steps);
        add(&mut self.write_bytes, SHARD_WRITE_BYTES);
        add(&mut self.read_bytes, SHARD_READ_BYTES);
        add(&mut self.write_records, SHARD_WRITE_RECORDS);
        add(&mut self.read_calls, SHARD_READ_CALLS);
    }
}

pub fn of(cloud: &Cloud) -> Arc<Throttle> {
    cloud.locals.get::<Throttle>()
}

impl Throttle {
    /// Whether the shard takes this record now.
    pub fn write(&self, shard: (u64, u32), bytes: usize, now: i64) -> bool {
        let mut shards = self.0.lock();
        let shard = entry(&mut shards, shard, now);
        let bytes = bytes as i64 * WHOLE;
        // A record larger than a second's worth is taken by a shard that rested, which then rests.
        let fits = bytes <= shard.write_bytes || shard.write_bytes == SHARD_WRITE_BYTES * WHOLE;
        if !fits || shard.write_records < WHOLE {
            return false;
        }
        shard.write_bytes -= bytes;
        shard.write_records -= WHOLE;
        true
    }

    /// Whether the shard may be read from now.
    pub fn read(&self, shard: (u64, u32), now: i64) -> bool {
        let mut shards = self.0.lock();
        let shard = entry(&mut shards, shard, now);
        if shard.read_calls < WHOLE || shard.read_bytes <= 0 {
            return false;
        }
        shard.read_calls -= WHOLE;
        true
    }

    /// So much was given: who took more than a second's worth waits for it.
    pub fn gave(&self, shard: (u64, u32), bytes: usize, now: i64) {
        let mut shards = self.0.lock();
        entry(&mut shards, shard, now).read_bytes -= bytes as i64 * WHOLE;
    }
}

fn entry(shards: &mut HashMap<(u64, u32), Shard>, shard: (u64, u32), now: i64) -> &mut Shard {
    if shards.len() >= MOST && !shards.contains_key(&shard) {
        shards.clear();
    }
    let entry = shards.entry(shard).or_insert_with(|| Shard::full(now));
    entry.refill(now);
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARD: (u64, u32) = (1, 0);

    #[test]
    fn a_second_brings_back_a_seconds_worth() {
        let throttle = Throttle::default();
        let put = |now| {
            (0..2_000)
                .filter(|_| throttle.write(SHARD, 10, now))
                .count()
        };
        assert_eq!((put(0), put(0)), (1_000, 0));
        assert_eq!(put(SECOND / 2), 500);
        assert_eq!(put(10 * SECOND), 1_000);
    }

    #[test]
    fn a_large_record_is_taken_at_once_and_paid_for_later() {
        let throttle = Throttle::default();
        assert!(throttle.write(SHARD, 3 << 20, 0));
        assert!(!throttle.write(SHARD, 1, SECOND));
        assert!(throttle.write(SHARD, 1, 3 * SECOND));
    }

    #[test]
    fn five_reads_a_second() {
        let throttle = Throttle::default();
        let reads = |now| (0..9).filter(|_| throttle.read(SHARD, now)).count();
        assert_eq!((reads(0), reads(0), reads(SECOND)), (5, 0, 5));
        throttle.gave(SHARD, 10 << 20, 2 * SECOND);
        assert_eq!((reads(3 * SECOND), reads(7 * SECOND)), (0, 5));
    }
}
