//! Sandboxes that wait for another run, and how many runs there are.

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
        let at = inner.idle.iter().rposition(|idle| idle.key == *key)?;
        inner.idle.remove(at).map(|idle| idle.sandbox)
    }

    pub fn keep(&self, key: Key, memory: i64, sandbox: Sandbox, cloud: &Cloud) {
        let mut inner = self.0.lock();
        inner.idle.push_back(Idle {
            key,
            memory,
            since: cloud.clock.now(),
            sandbox,
        });
        let mut all: i64 = inner.idle.iter().map(|idle| idle.memory).sum();
        while inner.idle.len() > WAITING || all > MEMORY {
            let Some(first) = inner.idle.pop_front() else {
                return;
            };
            all -= first.memory;
            first.sandbox.end(cloud, Reason::Spindown);
        }
    }

    /// Lets those go that have waited long enough.
    pub fn sweep(&self, cloud: &Cloud) {
        let now = cloud.clock.now();
        self.0.lock().leave_out(cloud, |idle| idle.is_over(now));
    }
}

impl Inner {
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
        now.duration_since(self.since) > PATIENCE || now.duration_since(self.sandbox.made) > AGE
    }
}
