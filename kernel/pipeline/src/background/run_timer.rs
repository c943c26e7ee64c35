//! Runs one durable timer: its handler and its removal are one transaction.

use super::share::{Share, timers};
use crate::caller::{Caller, Source};
use crate::cloud::Cloud;
use crate::cx::{Call, Cx};
use crate::error::AwsError;
use haneul_runtime::agenda::Slot;
use haneul_runtime::timer::{self, Timer};
use haneul_store::Scope;
use jiff::{SignedDuration, Timestamp};

/// A handler that fails this often is given up, with an error in the log.
const ATTEMPTS: u64 = 8;

/// Runs the first timer if it is due; false when it is not.
pub(super) async fn run_due(cloud: &Cloud, now: Timestamp, share: Share) -> Result<bool, AwsError> {
    let Some((due, timer)) = cloud
        .store
        .read(|tx| timer::next(tx, share.timers(cloud)))?
        .filter(|(due, _)| due.at <= now)
    else {
        return Ok(false);
    };
    let outcome = run(cloud, &due, &timer).await;
    if let Err(error) = &outcome {
        tracing::warn!("timer {} {} failed: {error}", timer.handler, due.id);
        postpone(cloud, &due, &timer).await?;
    }
    let name = format!("timer {}", timer.handler);
    cloud.background.note(name, now, &outcome);
    Ok(true)
}

async fn run(cloud: &Cloud, due: &Slot, timer: &Timer) -> Result<(), AwsError> {
    let Some(handler) = cloud.background.timers.get(&timer.handler).copied() else {
        return Err(AwsError::internal(format_args!(
            "no handler {}",
            timer.handler
        )));
    };
    let call = call_of(cloud, timer);
    cloud
        .store
        .transact(|tx| {
            if !cloud.leases.fence(tx, timers(due.part()))? || !timer::take(tx, due)? {
                return Ok(());
            }
            let mut cx = Cx::new(tx, &call, cloud);
            handler(&mut cx, timer)
        })
        .await
}

/// The call a transition runs as: the service itself, for the account that set the timer.
pub(super) fn call_of(cloud: &Cloud, timer: &Timer) -> Call {
    let service = timer.handler.split('/').next().unwrap_or_default();
    let source = Source {
        arn: String::new(),
        account: timer.account.clone(),
    };
    let principal = format!("{service}.amazonaws.com");
    let caller = Caller::service(&timer.partition, &principal, source);
    let scope = Scope::new(&timer.partition, &timer.account, &timer.region);
    Call::of_background(cloud, caller, scope, ("timer", "timer"))
}

/// Tries a failed timer again, later each time.
async fn postpone(cloud: &Cloud, due: &Slot, timer: &Timer) -> Result<(), AwsError> {
    let (id, attempt) = match due.id.rsplit_once("#attempt-") {
        Some((id, n)) => (id, n.parse().unwrap_or(ATTEMPTS)),
        None => (due.id.as_str(), 1),
    };
    cloud
        .store
        .transact(|tx| {
            if !timer::take(tx, due)? {
                return Ok(());
            }
            if attempt >= ATTEMPTS {
                tracing::error!("timer {} {id} given up", timer.handler);
                return Ok(());
            }
            let pause = SignedDuration::from_secs(1 << attempt.min(10));
            let at = cloud.clock.now() + pause;
            let id = format!("{id}#attempt-{}", attempt + 1);
            Ok::<_, AwsError>(timer::set(tx, at, &id, timer)?)
        })
        .await
}
