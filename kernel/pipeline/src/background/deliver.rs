//! Delivers the outbox: each call goes through the front door as the service that sent it.

use super::errand::service_of;
use super::share::{Share, calls};
use super::{outside, role_session};
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::cx::Delivery;
use crate::error::AwsError;
use crate::invoke::{Invocation, invoke};
use futures_util::future::join_all;
use haneul_runtime::agenda::Slot;
use haneul_runtime::outbox::{self, Outgoing};
use haneul_runtime::timer::{self, Timer};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value as Json;
use std::sync::Arc;

/// Two to the power of this many seconds is the longest pause, unless the call says so.
const DOUBLINGS: u32 = 12;

/// Calls under way at the same time; each may carry a quarter of a megabyte.
const AT_ONCE: usize = 64;

/// Delivers the first call if it is due; false when it is not.
pub(super) async fn deliver_due(
    cloud: &Cloud,
    now: Timestamp,
    share: Share,
) -> Result<bool, AwsError> {
    let first = cloud
        .store
        .read(|tx| outbox::next(tx, share.calls(cloud)))?;
    let Some((slot, call)) = first.filter(|(slot, _)| slot.at <= now) else {
        return Ok(false);
    };
    if cloud.background.is_outward(&call) {
        outside::begin(cloud, slot, call, now, share).await?;
        return Ok(true);
    }
    if share == Share::Held && call.terms.is_free() {
        deliver_free(cloud, share).await?;
        return Ok(true);
    }
    deliver_one(cloud, slot, call).await?;
    Ok(true)
}

/// Delivers what is due and free at the same time: so that they share the flushes of the disk. Who
/// moves the clock has everything one by one, so that it comes in the same order each time.
async fn deliver_free(cloud: &Cloud, share: Share) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    let due = cloud
        .store
        .read(|tx| outbox::due(tx, share.calls(cloud), now, AT_ONCE))?;
    let free = |call: &Outgoing| call.terms.is_free() && !cloud.background.is_outward(call);
    let under_way = due
        .into_iter()
        .filter(|(_, call)| free(call))
        .map(|(slot, call)| deliver_one(cloud, slot, call));
    for ended in join_all(under_way).await {
        ended?;
    }
    Ok(())
}

pub(super) async fn deliver_one(cloud: &Cloud, slot: Slot, call: Outgoing) -> Result<(), AwsError> {
    let outcome = deliver(cloud, &slot, &call).await;
    let name = format!("outbox {}:{}", call.service, call.operation);
    settle(cloud, &slot, call, outcome.as_ref().err()).await?;
    cloud.background.note(name, cloud.clock.now(), &outcome);
    Ok(())
}

async fn deliver(cloud: &Cloud, slot: &Slot, call: &Outgoing) -> Result<(), AwsError> {
    if let Some(errand) = cloud.background.errand(call) {
        return (errand.handler)(cloud.clone(), call.clone()).await;
    }
    let caller = match &call.as_role {
        Some(role) => role_session::act_for(cloud, call, role).await?,
        None => caller(call),
    };
    let invocation = Invocation {
        caller,
        account: call.account.clone(),
        region: call.region.clone(),
        service: &call.service,
        operation: &call.operation,
        input: call.input.clone(),
        body: None,
        delivers: Some(Delivery {
            slot: slot.clone(),
            aside: call.terms.aside.clone().map(Arc::new),
        }),
    };
    invoke(cloud, invocation).await.map(|_| ())
}

/// An errand of another service, for an errand that waits for what comes of it.
pub async fn do_errand(cloud: &Cloud, call: &Outgoing) -> Result<(), AwsError> {
    let errand = cloud
        .background
        .errand(call)
        .ok_or_else(|| no_errand(call))?;
    (errand.handler)(cloud.clone(), call.clone()).await
}

/// The same, where something comes of it.
pub async fn ask_errand(cloud: &Cloud, call: &Outgoing) -> Result<Json, AwsError> {
    let entry = cloud.services.get(call.service.as_str());
    let asked = entry.map(|entry| entry.service.asked()).unwrap_or_default();
    let named = asked.into_iter().find(|(name, _)| *name == call.operation);
    let (_, handler) = named.ok_or_else(|| no_errand(call))?;
    handler(cloud.clone(), call.clone()).await
}

fn no_errand(call: &Outgoing) -> AwsError {
    AwsError::internal(format_args!(
        "no errand {} {}",
        call.service, call.operation
    ))
}

/// The service that sent the call; or the root user it acts as, where AWS sets up an account.
fn caller(call: &Outgoing) -> Caller {
    if let Some(account) = &call.terms.as_account {
        return Caller::root(&call.partition, account, "");
    }
    if call.as_root {
        return Caller::root(&call.partition, &call.account, "");
    }
    service_of(call)
}

/// Takes a delivered call off; puts a refused one back for later, or tells its sender.
pub(super) async fn settle(
    cloud: &Cloud,
    slot: &Slot,
    mut call: Outgoing,
    error: Option<&AwsError>,
) -> Result<(), AwsError> {
    call.attempts += 1;
    if error.is_none() {
        tell_sender(cloud, &call);
    }
    let next = error.and_then(|error| next_try(cloud, &call, error));
    cloud
        .store
        .transact(|tx| {
            let now = cloud.clock.now();
            let ours = cloud.leases.fence(tx, calls(slot.part()))?;
            if let (true, Some(at)) = (ours, next) {
                if outbox::remove(tx, slot)? {
                    outbox::put_back(tx, at, &slot.id, &call)?;
                }
                return Ok(());
            }
            // A call that ran in one transaction has taken itself off with it.
            let there = ours && outbox::finish(tx, slot, now)?;
            let Some(error) = error.filter(|_| there) else {
                return Ok(());
            };
            if let Some(handler) = &call.on_refusal {
                let refusal = refusal(&call, handler, error);
                timer::set(tx, now, &slot.id, &refusal)?;
            }
            Ok::<_, AwsError>(())
        })
        .await
}

fn tell_sender(cloud: &Cloud, call: &Outgoing) {
    let sender = call.on_refusal.as_deref();
    let sender = sender.and_then(|handler| handler.split('/').next());
    if let Some(entry) = sender.and_then(|sender| cloud.services.get(sender)) {
        entry.service.delivered(cloud, call);
    }
}

/// When a refused call is tried again, if it is.
fn next_try(cloud: &Cloud, call: &Outgoing, error: &AwsError) -> Option<Timestamp> {
    let terms = &call.terms;
    if terms.only_transient && !error.is_transient(haneul_model::model(&call.service)) {
        return None;
    }
    let pause = match &terms.pauses {
        Some(pauses) => i64::from(*pauses.get(call.attempts as usize - 1)?),
        None if call.attempts < call.give_up_after => 1 << call.attempts.min(DOUBLINGS),
        None => return None,
    };
    let pause = pause.min(terms.longest_pause.unwrap_or(i64::MAX));
    let pause = pause.max(error.retry_after().unwrap_or(0));
    let at = cloud.clock.now() + SignedDuration::from_secs(pause);
    terms.until.is_none_or(|until| at <= until).then_some(at)
}

fn refusal(call: &Outgoing, handler: &str, error: &AwsError) -> Timer {
    Timer {
        handler: handler.to_owned(),
        partition: call.partition.clone(),
        account: call.source_account.clone(),
        region: call.region.clone(),
        payload: serde_json::json!({
            "sourceArn": call.source_arn,
            "service": call.service,
            "operation": call.operation,
            "input": call.input,
            "attempts": call.attempts,
            "errorCode": error.code,
            "errorMessage": error.message,
            "errorStatus": error.status_in(haneul_model::model(&call.service)),
            "memo": call.terms.memo,
        }),
    }
}
