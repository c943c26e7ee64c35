//! Work that no client waits for: timers, the outbox, reconcilers, workflows.
//!
//! One loop owns it. Whoever moves the clock takes the loop's turn, so that what falls due runs
//! in the order of its time, once, whether time passed or was moved. Where several nodes share the
//! store, each does what it holds the lease of; who moves the clock seizes all of it.

mod advance;
mod deliver;
mod errand;
mod outside;
mod reconcile;
mod role_session;
mod run_timer;
mod share;
pub mod workflow;

use crate::cloud::Cloud;
use crate::error::AwsError;
use crate::service::{ErrandHandler, Reconciler, TimerHandler};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::{host, outbox, timer};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::Serialize;
use std::collections::HashMap;
use std::time::Duration;

pub use advance::{advance, set_mode};
pub use deliver::{ask_errand, do_errand};
pub use errand::Errand;
pub(crate) use reconcile::own_reconcilers;
pub use role_session::{Acting, act_as, act_for};
use share::Share;
pub use share::beat_loop;
pub(crate) use share::{Seized, calls};

/// What failed for the store's sake, a full disk say, is tried again after this much host time.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

pub struct Background {
    timers: HashMap<String, TimerHandler>,
    reconcilers: Vec<Reconciler>,
    /// By service and name.
    errands: HashMap<(&'static str, &'static str), Known>,
    /// When each reconciler runs next, in the cloud's time; by its position.
    next: Mutex<Vec<Timestamp>>,
    turn: tokio::sync::Mutex<()>,
    outside: outside::Outside,
    seen: Mutex<HashMap<String, Seen>>,
}

/// Work of a service that the outbox knows by a name.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub handler: ErrandHandler,
    /// It waits for somebody outside of the cloud.
    pub outward: bool,
}

/// What the status shows of one piece of background work.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Seen {
    pub runs: u64,
    pub failures: u64,
    pub last_run: Option<Timestamp>,
    pub last_error: Option<String>,
}

impl Background {
    pub(crate) fn new(
        timers: HashMap<String, TimerHandler>,
        reconcilers: Vec<Reconciler>,
        errands: HashMap<(&'static str, &'static str), Known>,
        now: Timestamp,
    ) -> Background {
        let mut timers = timers;
        timers.insert(workflow::HANDLER.to_owned(), workflow::step);
        let next = reconcilers
            .iter()
            .map(|r| now.checked_add(r.every).unwrap_or(Timestamp::MAX))
            .collect();
        Background {
            timers,
            reconcilers,
            errands,
            next: Mutex::new(next),
            turn: tokio::sync::Mutex::new(()),
            outside: outside::Outside::default(),
            seen: Mutex::new(HashMap::new()),
        }
    }

    fn errand(&self, call: &Outgoing) -> Option<Known> {
        let place = (call.service.as_str(), call.operation.as_str());
        self.errands.get(&place).copied()
    }

    /// Whether a call waits for somebody outside of the cloud.
    fn is_outward(&self, call: &Outgoing) -> bool {
        call.service == outbox::OUTSIDE || self.errand(call).is_some_and(|errand| errand.outward)
    }

    /// Holds the background still.
    pub(crate) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    pub fn seen(&self) -> Vec<(String, Seen)> {
        let seen = self.seen.lock();
        let mut list: Vec<_> = seen.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        for reconciler in &self.reconcilers {
            let name = format!("reconciler {}", reconciler.name);
            if !seen.contains_key(&name) {
                list.push((name, Seen::default()));
            }
        }
        list.sort_by(|a, b| a.0.cmp(&b.0));
        list
    }

    fn note(&self, name: String, at: Timestamp, outcome: &Result<(), AwsError>) {
        let mut seen = self.seen.lock();
        let entry = seen.entry(name).or_default();
        entry.runs += 1;
        entry.last_run = Some(at);
        if let Err(error) = outcome {
            entry.failures += 1;
            entry.last_error = Some(error.to_string());
        }
    }
}

/// The loop; ends when its task is aborted. Killing it at any point loses nothing.
pub async fn run(cloud: Cloud) {
    let mut timers = cloud.store.watch(timer::CHANNEL);
    let mut calls = cloud.store.watch(outbox::CHANNEL);
    let mut leases = cloud.leases.watch();
    loop {
        let next = match catch_up(&cloud).await {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!("background work waits: {error}");
                host::pause(AFTER_FAILURE).await;
                continue;
            }
        };
        tokio::select! {
            () = timers.changed() => {}
            () = calls.changed() => {}
            _ = leases.changed() => {}
            () = cloud.clock.changed() => {}
            () = cloud.clock.reached(next.unwrap_or(Timestamp::MAX)) => {}
        }
    }
}

/// Runs what is due; when the next piece is.
async fn catch_up(cloud: &Cloud) -> Result<Option<Timestamp>, AwsError> {
    let _turn = cloud.background.turn().await;
    cloud.refresh(Duration::ZERO).await?;
    let now = cloud.clock.now();
    while run_next(cloud, now, Share::Held).await? {}
    next_due(cloud, Share::Held)
}

/// Flushes records and meters each second of host time.
pub async fn flush_loop(cloud: Cloud) {
    loop {
        host::pause(Duration::from_millis(500)).await;
        // Nothing of before is written into a state that is being replaced.
        let _inside = cloud.gate.enter().await;
        flush_some(&cloud, false).await;
    }
}

/// Writes everything that waits in memory.
pub async fn flush(cloud: &Cloud) {
    flush_some(cloud, true).await;
}

async fn flush_some(cloud: &Cloud, all: bool) {
    if let Err(error) = cloud.calls.flush(&cloud.store).await {
        tracing::warn!("records of calls wait in memory: {error}");
    }
    if let Err(error) = cloud.trail.flush(&cloud.store).await {
        tracing::warn!("events of the trail wait in memory: {error}");
    }
    if let Err(error) = cloud.meter.flush(&cloud.store).await {
        tracing::warn!("meters wait in memory: {error}");
    }
    if let Err(error) = cloud
        .last_uses
        .flush(&cloud.store, &*cloud.identity, all)
        .await
    {
        tracing::warn!("last uses wait in memory: {error}");
    }
    cloud.measures.flush(cloud, all).await;
    for entry in cloud.services.values() {
        let Some(flushed) = entry.service.flush(cloud) else {
            continue;
        };
        if let Err(error) = flushed.await {
            tracing::warn!("{} has something in memory: {error}", entry.service.model());
        }
    }
}

/// When the next piece of work falls due, by the cloud's clock.
fn next_due(cloud: &Cloud, share: Share) -> Result<Option<Timestamp>, AwsError> {
    let reconciler = reconcile::next(cloud, share);
    Ok(next_appointed(cloud, share)?
        .into_iter()
        .chain(reconciler)
        .min())
}

/// The same of what was appointed for a moment: timers and calls. Reconcilers only look from
/// time to time, and do as well with one look after a long while.
fn next_appointed(cloud: &Cloud, share: Share) -> Result<Option<Timestamp>, AwsError> {
    let stored = cloud.store.read(|tx| {
        let timer = timer::next(tx, share.timers(cloud))?.map(|(due, _)| due.at);
        let call = outbox::next(tx, share.calls(cloud))?.map(|(slot, _)| slot.at);
        Ok::<_, AwsError>([timer, call])
    })?;
    Ok(stored.into_iter().flatten().min())
}

/// Runs the earliest piece of work due by `now`; false when there is none.
async fn run_next(cloud: &Cloud, now: Timestamp, share: Share) -> Result<bool, AwsError> {
    let Some(due) = next_due(cloud, share)?.filter(|due| *due <= now) else {
        return Ok(false);
    };
    if run_timer::run_due(cloud, due, share).await? {
        return Ok(true);
    }
    if deliver::deliver_due(cloud, due, share).await? {
        return Ok(true);
    }
    reconcile::run_due(cloud, now, share).await;
    Ok(true)
}
