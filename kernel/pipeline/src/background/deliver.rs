//! Delivers the outbox: each call goes through the front door as the service that sent it.

use crate::caller::{Caller, Source};
use crate::cloud::Cloud;
use crate::error::AwsError;
use crate::invoke::{Invocation, invoke};
use haneul_runtime::outbox::{self, Outgoing, Slot};
use haneul_runtime::timer::{self, Timer};
use jiff::{SignedDuration, Timestamp};

/// Delivers the first call if it is due; false when it is not.
pub(super) async fn deliver_due(cloud: &Cloud, now: Timestamp) -> Result<bool, AwsError> {
    let first = cloud.store.read(outbox::next)?;
    let Some((slot, call)) = first.filter(|(slot, _)| slot.at <= now) else {
        return Ok(false);
    };
    let outcome = deliver(cloud, &call).await;
    settle(cloud, &slot, call.clone(), outcome.as_ref().err()).await?;
    let name = format!("outbox {}:{}", call.service, call.operation);
    cloud.background.note(name, now, &outcome);
    Ok(true)
}

async fn deliver(cloud: &Cloud, call: &Outgoing) -> Result<(), AwsError> {
    let source = Source {
        arn: call.source_arn.clone(),
        account: call.source_account.clone(),
    };
    let caller = Caller::service(&call.partition, &call.principal, source);
    let invocation = Invocation {
        caller,
        account: call.account.clone(),
        region: call.region.clone(),
        service: &call.service,
        operation: &call.operation,
        input: call.input.clone(),
        body: None,
    };
    invoke(cloud, invocation).await.map(|_| ())
}

/// Takes a delivered call off; puts a refused one back for later, or tells its sender.
async fn settle(
    cloud: &Cloud,
    slot: &Slot,
    mut call: Outgoing,
    error: Option<&AwsError>,
) -> Result<(), AwsError> {
    call.attempts += 1;
    cloud
        .store
        .transact(|tx| {
            outbox::remove(tx, slot)?;
            let Some(error) = error else {
                return Ok(());
            };
            if call.attempts < call.give_up_after {
                let pause = SignedDuration::from_secs(1 << call.attempts.min(12));
                outbox::put(tx, cloud.clock.now() + pause, &slot.id, &call)?;
            } else if let Some(handler) = &call.on_refusal {
                let refusal = refusal(&call, handler, error);
                timer::set(tx, cloud.clock.now(), &slot.id, &refusal)?;
            }
            Ok::<_, AwsError>(())
        })
        .await
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
        }),
    }
}
