//! Changes a capacity by UpdateTable, through the front door.

use super::row::{self, Activity};
use crate::place::{DYNAMODB, Place};
use futures_util::future::BoxFuture;
use haneul_pipeline::background::{Errand, act_for};
use haneul_pipeline::{AwsError, Cloud, Cx, Invocation, invoke};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::timer::Timer;
use serde_json::{Value as Json, json};

/// By which the errand is known.
pub const SERVICE: &str = "application-autoscaling";
/// The errand's name.
pub const SCALE: &str = "scale";
/// The timer that tells of one that has failed.
pub const FAILED: &str = "scaling_failed";

pub fn scale(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, (SERVICE, SCALE));
        let (cloud, call) = (&errand.cloud, &errand.call);
        let activity = read(&call.input)?;
        if let Some(input) = errand.read(|cx| input(cx, &activity))? {
            let role = call.as_role.as_deref().unwrap_or_default();
            let invocation = Invocation {
                caller: act_for(cloud, call, role).await?,
                account: call.account.clone(),
                region: call.region.clone(),
                service: DYNAMODB,
                operation: "UpdateTable",
                input,
                body: None,
                delivers: None,
            };
            invoke(cloud, invocation).await?;
        }
        let ended = (cloud.clock.now(), None);
        errand
            .transact(|cx| row::end(cx.tx, cx.scope(), &activity, ended.clone()))
            .await
    })
}

fn read(input: &Json) -> Result<Activity, AwsError> {
    serde_json::from_value(input.clone()).map_err(AwsError::internal)
}

/// Both sides are said together; nothing where it is so by now.
fn input(cx: &mut Cx, activity: &Activity) -> Result<Option<Json>, AwsError> {
    let place = &activity.place;
    let scope = cx.scope();
    let mut capacity = |place: &Place| {
        let usage = cx.cloud.usage(cx.tx, scope, place.scaled())?;
        let gone = || AwsError::new("ObjectNotFoundException", "the table is gone");
        Ok::<_, AwsError>(usage.ok_or_else(gone)?.capacity)
    };
    let (own, other) = (capacity(place)?, capacity(&place.other())?);
    if own == activity.wanted {
        return Ok(None);
    }
    let (reads, writes) = match place.is_read() {
        true => (activity.wanted, other),
        false => (other, activity.wanted),
    };
    let units = json!({"ReadCapacityUnits": reads, "WriteCapacityUnits": writes});
    let (table, index) = place.names();
    Ok(Some(match index {
        None => json!({"TableName": table, "ProvisionedThroughput": units}),
        Some(index) => json!({"TableName": table, "GlobalSecondaryIndexUpdates": [
            {"Update": {"IndexName": index, "ProvisionedThroughput": units}}
        ]}),
    }))
}

pub fn failed_timer(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let activity = read(&timer.payload["input"])?;
    let said = timer.payload["errorMessage"].as_str().unwrap_or_default();
    let outcome = (cx.now(), Some(said.to_owned()));
    let scope = cx.scope();
    row::end(cx.tx, scope, &activity, outcome)
}
