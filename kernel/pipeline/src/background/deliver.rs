//! Delivers the outbox: each call goes through the front door as the service that sent it.

use super::share::{Share, calls};
use super::{outside, role_session};
use crate::caller::{Caller, Source};
use crate::cloud::Cloud;
use crate::error::AwsError;
use crate::invoke::{Invocation, invoke};
use haneul_runtime::agenda::Slot;
use haneul_runtime::outbox::{self, Outgoing};
use haneul_runtime::timer::{self, Timer};
use jiff::{SignedDuration, Timestamp};

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
    if call.service == outbox::OUTSIDE {
        outside::begin(cloud, slot, call, now, share).await?;
        return Ok(true);
    }
    let outcome = deliver(cloud, &slot, &call).await;
    settle(cloud, &slot, call.clone(), outcome.as_ref().err()).await?;
    let name = format!("outbox {}:{}", call.service, call.operation);
    cloud.background.note(name, now, &outcome);
    Ok(true)
}

async fn deliver(cloud: &Cloud, slot: &Slot, call: &Outgoing) -> Result<(), AwsError> {
    let caller = match &call.as_role {
        Some(role) => role_session::of(cloud, call, role).await?,
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
        delivers: Some(slot.clone()),
    };
    invoke(cloud, invocation).await.map(|_| ())
}

/// The service that sent the call; or the root user it acts as, where AWS sets up an account.
pub(super) fn caller(call: &Outgoing) -> Caller {
    if call.as_root {
        return Caller::root(&call.partition, &call.account, "");
    }
    let source = Source {
        arn: call.source_arn.clone(),
        account: call.source_account.clone(),
    };
    Caller::service(&call.partition, &call.principal, source)
}

/// Takes a delivered call off; puts a refused one back for later, or tells its sender.
pub(super) async fn settle(
    cloud: &Cloud,
    slot: &Slot,
    mut call: Outgoing,
    error: Option<&AwsError>,
) -> Result<(), AwsError> {
    call.attempts += 1;
    let pause = error.and_then(|error| pause(&call, error));
    cloud
        .store
        .transact(|tx| {
            let now = cloud.clock.now();
            let ours = cloud.leases.fence(tx, calls(slot.part()))?;
            if let (true, Some(pause)) = (ours, pause) {
                if outbox::remove(tx, slot)? {
                    outbox::put_back(tx, now + pause, &slot.id, &call)?;
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

/// How long to wait before the next attempt, if there is to be one.
fn pause(call: &Outgoing, error: &AwsError) -> Option<SignedDuration> {
    let model = haneul_model::model(&call.service);
    if call.terms.refusal_is_final && error.status_in(model) < 500 {
        return None;
    }
    let seconds = match &call.terms.pauses {
        Some(pauses) => i64::from(*pauses.get(call.attempts as usize - 1)?),
        None if call.attempts < call.give_up_after => 1 << call.attempts.min(12),
        None => return None,
    };
    Some(SignedDuration::from_secs(seconds))
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
            "note": call.terms.note,
        }),
    }
}
