//! Which background work is this node's.

use crate::cloud::Cloud;
use crate::error::AwsError;
use haneul_runtime::agenda::PARTS;
use haneul_runtime::host;
use haneul_runtime::lease::BEAT;
use haneul_runtime::level;
use haneul_runtime::node::Node;
use std::time::Duration;

/// What this node holds, or, while it has seized everything, all there is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    Held,
    All,
}

/// The names of the leases, by part.
const TIMERS: [&str; PARTS as usize] = [
    "timers/0", "timers/1", "timers/2", "timers/3", "timers/4", "timers/5", "timers/6", "timers/7",
];
const CALLS: [&str; PARTS as usize] = [
    "outbox/0", "outbox/1", "outbox/2", "outbox/3", "outbox/4", "outbox/5", "outbox/6", "outbox/7",
];

pub(crate) fn timers(part: u8) -> &'static str {
    TIMERS[usize::from(part % PARTS)]
}

pub(crate) fn calls(part: u8) -> &'static str {
    CALLS[usize::from(part % PARTS)]
}

impl Share {
    pub fn covers(self, cloud: &Cloud, lease: &str) -> bool {
        self == Share::All || cloud.leases.holds(lease)
    }

    pub fn timers(self, cloud: &Cloud) -> impl Fn(u8) -> bool {
        move |part| self.covers(cloud, timers(part))
    }

    pub fn calls(self, cloud: &Cloud) -> impl Fn(u8) -> bool {
        move |part| self.covers(cloud, calls(part))
    }
}

/// While it lives, no other node does background work, moves the clock or replaces the state.
pub(crate) struct Seized<'a>(&'a Cloud);

/// Another node may move the clock by a month meanwhile.
const PATIENCE: Duration = Duration::from_secs(60);

impl Seized<'_> {
    pub async fn all(cloud: &Cloud) -> Result<Seized<'_>, AwsError> {
        if cloud.leases.is_alone() {
            return Ok(Seized(cloud));
        }
        let taken = async {
            while !cloud
                .leases
                .seize(&cloud.store, cloud.clock.host_now())
                .await?
            {
                host::pause(Duration::from_millis(50)).await;
            }
            cloud.refresh(Duration::ZERO).await
        };
        match host::within(PATIENCE, taken).await {
            Some(outcome) => outcome.map(|()| Seized(cloud)),
            None => Err(AwsError::new(
                "Busy",
                "Another node is moving the clock or replacing the state. Please try again.",
            )
            .status(409)),
        }
    }

    /// To be called whatever came of it. Should it fail, the lease ends when this node does.
    pub async fn release(self) -> Result<(), AwsError> {
        Ok(self.0.leases.release(&self.0.store).await?)
    }
}

/// Says each second that this node lives, and takes and gives up work. Ends when its task does.
pub async fn beat_loop(cloud: Cloud) {
    let Some(mut me) = cloud.me() else { return };
    let names = names(&cloud);
    let mut counted = cloud.meter.total();
    loop {
        let began = host::instant();
        let calls = cloud.meter.total();
        me.calls_per_second = calls - counted;
        counted = calls;
        let outcome = beat(&cloud, &me, &names).await;
        if let Ok(Err(too_old)) =
            level::follow(&cloud.store, cloud.clock.host_now(), me.level).await
        {
            return cloud.halt(too_old.to_string());
        }
        me.lag_micros = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        if let Err(error) = outcome {
            tracing::warn!("this node could not say that it lives: {error}");
        }
        host::pause(BEAT.saturating_sub(began.elapsed())).await;
    }
}

async fn beat(cloud: &Cloud, me: &Node, names: &[String]) -> Result<(), AwsError> {
    let now = cloud.clock.host_now();
    Ok(cloud.leases.beat(&cloud.store, now, me, names).await?)
}

fn names(cloud: &Cloud) -> Vec<String> {
    let reconcilers = cloud.background.reconcilers.iter();
    let reconcilers = reconcilers.map(super::reconcile::lease);
    let agendas = TIMERS.into_iter().chain(CALLS).map(str::to_owned);
    agendas.chain(reconcilers).collect()
}
