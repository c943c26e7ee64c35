//! Sandboxes that wait for another run, and how many runs there are.

use super::ready::{Ready, Slot};
use super::sandbox::{Reason, Sandbox};
use super::target::{Key, Target};
use crate::limits;
use crate::measure::Runs as There;
use haneul_pipeline::{AwsError, Cloud};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Sandboxes that wait, of all functions.
const WAITING: usize = 64;
/// What they may have in memory together, in megabytes.
const MEMORY: i64 = 16 << 10;
/// How long one waits.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Well within the hour that its credentials last.
const AGE: SignedDuration = SignedDuration::from_mins(45);

#[derive(Default)]
pub struct Pool(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// The one that has waited longest first.
    idle: VecDeque<Idle>,
    /// Runs, by account and Region: of functions with a share of their own, and of all others.
    runs: HashMap<(String, String), Runs>,
    /// Versions of which some are kept ready.
    ready: HashMap<Key, Ready>,
}

#[derive(Default)]
struct Runs {
    of: HashMap<u64, i64>,
    unreserved: i64,
}

struct Idle {
    key: Key,
    memory: i64,
    since: Timestamp,
    sandbox: Sandbox,
}

/// Counts as a run while it is held.
pub struct Permit {
    pool: Arc<Pool>,
    place: (String, String),
    function: u64,
    is_reserved: bool,
    /// How many there were with it.
    pub runs: There,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut inner = self.pool.0.lock();
        let Some(runs) = inner.runs.get_mut(&self.place) else {
            return;
        };
        if !self.is_reserved {
            runs.unreserved -= 1;
        }
        if let Some(count) = runs.of.get_mut(&self.function) {
            *count -= 1;
            if *count <= 0 {
                runs.of.remove(&self.function);
            }
        }
        if runs.of.is_empty() {
            inner.runs.remove(&self.place);
        }
    }
}

/// `reserved`: how much of the account's concurrency functions have for themselves.
pub fn enter(pool: &Arc<Pool>, target: &Target, reserved: i64) -> Result<Permit, AwsError> {
    let place = (target.account.clone(), target.region.clone());
    let function = target.function.id;
    let mut inner = pool.0.lock();
    let runs = inner.runs.entry(place.clone()).or_default();
    let own = runs.of.get(&function).copied().unwrap_or_default();
    match target.function.reserved {
        Some(most) if own >= most => {
            return Err(throttled(
                "ReservedFunctionConcurrentInvocationLimitExceeded",
            ));
        }
        Some(_) => {}
        None if runs.unreserved >= limits::CONCURRENCY - reserved => {
            return Err(throttled("ConcurrentInvocationLimitExceeded"));
        }
        None => runs.unreserved += 1,
    }
    *runs.of.entry(function).or_default() += 1;
    let there = There {
        own: own + 1,
        all: runs.of.values().sum(),
        unreserved: runs.unreserved,
    };
    drop(inner);
    Ok(Permit {
        pool: pool.clone(),
        place,
        function,
        is_reserved: target.function.reserved.is_some(),
        runs: there,
    })
}

fn throttled(reason: &str) -> AwsError {
    AwsError::new("TooManyRequestsException", "Rate Exceeded.")
        .status(429)
        .field("Type", "User".to_owned())
        .field("Reason", reason.to_owned())
}

impl Pool {
    /// The one that waited last: the others may go.
    pub fn take(&self, key: &Key, cloud: &Cloud) -> Option<Sandbox> {
        let now = cloud.clock.now();
        let mut inner = self.0.lock();
        inner.leave_out(cloud, |idle| {
            let other = idle.key.function == key.function
                && idle.key.number == key.number
                && idle.key.revision != key.revision;
            other || idle.is_over(now)
        });
        let of = |ready: bool| {
            let mut all = inner.idle.iter();
            all.rposition(|idle| idle.key == *key && idle.sandbox.slot.is_some() == ready)
        };
        let at = of(true).or_else(|| of(false))?;
        inner.idle.remove(at).map(|idle| idle.sandbox)
    }

    /// `memory`: what it has at most, in megabytes.
    pub fn keep(&self, key: Key, memory: i64, sandbox: Sandbox, cloud: &Cloud) {
        let mut inner = self.0.lock();
        if sandbox.slot.is_some() && inner.has_enough(&key) {
            sandbox.end(cloud, Reason::Spindown);
            return;
        }
        inner.idle.push_back(Idle {
            key,
            memory,
            since: cloud.clock.now(),
            sandbox,
        });
        let passing = |idle: &&Idle| idle.sandbox.slot.is_none();
        let mut number = inner.idle.iter().filter(passing).count();
        let mut all: i64 = inner
            .idle
            .iter()
            .filter(passing)
            .map(|idle| idle.memory)
            .sum();
        while number > WAITING || all > MEMORY {
            let first = inner.idle.iter().position(|idle| passing(&idle));
            let Some(first) = first.and_then(|at| inner.idle.remove(at)) else {
                return;
            };
            number -= 1;
            all -= first.memory;
            first.sandbox.end(cloud, Reason::Spindown);
        }
    }

    /// How many of a version are kept ready, idle or not.
    pub fn ready(&self, key: &Key) -> i64 {
        self.0.lock().ready.get(key).map_or(0, Ready::count)
    }

    /// So many of a function's versions are to be ready, each of so much memory: for which there is to be one
    /// more, and how often. All together have no more memory than that.
    pub fn want(
        &self,
        cloud: &Cloud,
        function: &str,
        wanted: HashMap<Key, (i64, i64)>,
        most: i64,
    ) -> Vec<(Key, Vec<Slot>)> {
        let mut inner = self.0.lock();
        for (key, ready) in &mut inner.ready {
            if ready.function == function {
                ready.wanted = wanted.get(key).map_or(0, |(number, _)| *number);
            }
        }
        let mut slots = Vec::new();
        for (key, (number, memory)) in wanted {
            let ready = inner.ready.entry(key.clone()).or_insert_with(|| Ready {
                function: function.to_owned(),
                wanted: number,
                memory,
                there: Arc::default(),
            });
            let (there, missing) = (ready.there.clone(), number - ready.count());
            let taken: i64 = inner
                .ready
                .values()
                .map(|one| one.count() * one.memory)
                .sum();
            let room = (most - taken).max(0) / memory.max(1);
            let made = (0..missing.min(room)).map(|_| Slot::of(&there));
            slots.push((key, made.collect()));
        }
        inner.let_go(cloud);
        inner
            .ready
            .retain(|_, one| one.wanted > 0 || one.count() > 0);
        slots
    }

    /// Where some are kept ready: whether a run has one of them, and how many have.
    pub fn measure(&self, cloud: &Cloud, target: &Target, has: bool) {
        let key = target.key();
        let inner = self.0.lock();
        let Some(ready) = inner.ready.get(&key).filter(|one| one.wanted > 0) else {
            return;
        };
        let is_idle = |one: &&Idle| one.key == key && one.sandbox.slot.is_some();
        let idle = inner.idle.iter().filter(is_idle).count() as i64;
        let there = ready.count();
        drop(inner);
        crate::measure::provisioned(cloud, target, has, (there - idle, there));
    }

    /// Lets those go that have waited long enough.
    pub fn sweep(&self, cloud: &Cloud) {
        let now = cloud.clock.now();
        self.0.lock().leave_out(cloud, |idle| idle.is_over(now));
    }
}

impl Inner {
    fn has_enough(&self, key: &Key) -> bool {
        self.ready
            .get(key)
            .is_none_or(|one| one.count() > one.wanted)
    }

    /// Of those that are kept ready what is too much.
    fn let_go(&mut self, cloud: &Cloud) {
        let mut over: HashMap<Key, i64> = HashMap::new();
        for (key, one) in &self.ready {
            over.insert(key.clone(), one.count() - one.wanted);
        }
        let mut at = 0;
        while let Some(idle) = self.idle.get(at) {
            let over = over.get_mut(&idle.key).filter(|over| **over > 0);
            match over.filter(|_| idle.sandbox.slot.is_some()) {
                Some(over) => {
                    *over -= 1;
                    if let Some(idle) = self.idle.remove(at) {
                        idle.sandbox.end(cloud, Reason::Spindown);
                    }
                }
                None => at += 1,
            }
        }
    }

    fn leave_out(&mut self, cloud: &Cloud, is_gone: impl Fn(&Idle) -> bool) {
        let all = std::mem::take(&mut self.idle);
        let (gone, stays): (VecDeque<Idle>, _) = all.into_iter().partition(is_gone);
        self.idle = stays;
        for idle in gone {
            idle.sandbox.end(cloud, Reason::Spindown);
        }
    }
}

impl Idle {
    fn is_over(&self, now: Timestamp) -> bool {
        let waits = self.sandbox.slot.is_none();
        waits && now.duration_since(self.since) > PATIENCE
            || now.duration_since(self.sandbox.made) > AGE
    }
}
