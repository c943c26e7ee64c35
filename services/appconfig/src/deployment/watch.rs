//! Alarms of an environment: while a deployment is under way AppConfig asks CloudWatch for their state,
//! as the role of the monitor, and rolls back when one of them rings.

use super::back::roll_back;
use super::event::By;
use super::row::{self, Deployment};
use crate::acting::{Actor, Who, is_ours};
use crate::environment::{self, Monitor};
use crate::{limits, place};
use futures_util::future::BoxFuture;
use haneul_pipeline::background::Errand;
use haneul_pipeline::{Arn, AwsError, Cloud, Cx};
use haneul_runtime::outbox::Outgoing;
use jiff::SignedDuration;
use serde_json::{Value as Json, json};

pub const WATCH: &str = "watch";

/// The next look.
pub fn appoint(cx: &mut Cx, deployment: &Deployment, seconds: i64) -> Result<(), AwsError> {
    let (application, environment, number) = deployment.place();
    let said = json!({"application": application, "environment": environment, "number": number});
    let arn = place::environment(cx, application, environment);
    let errand = Outgoing::errand(cx.scope(), ("appconfig", WATCH), arn, said);
    let at = cx.now() + SignedDuration::from_secs(seconds);
    cx.appoint(
        at.as_microsecond(),
        &errand.pausing_at_most(limits::WATCH_SECONDS),
    )
}

pub fn watch(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("appconfig", WATCH));
        let monitors = errand.read(|cx| monitors(cx, &errand.call.input))?;
        let mut rings = None;
        for monitor in monitors {
            if rings.is_none() && is_ringing(&errand, &monitor).await? {
                rings = Some(monitor.alarm);
            }
        }
        errand
            .transact(|cx| {
                let Some(mut deployment) = under_way(cx, &errand.call.input)? else {
                    return Ok(());
                };
                match &rings {
                    Some(alarm) => roll_back(cx, &mut deployment, By::Alarm, alarm),
                    None => appoint(cx, &deployment, limits::WATCH_SECONDS),
                }
            })
            .await
    })
}

fn under_way(cx: &mut Cx, input: &Json) -> Result<Option<Deployment>, AwsError> {
    let said = |name: &str| input[name].as_str().unwrap_or_default();
    let number = input["number"].as_i64().unwrap_or(0);
    let found = row::find(cx, (said("application"), said("environment"), number))?;
    Ok(found.filter(|found| found.state.goes_on()))
}

fn monitors(cx: &mut Cx, input: &Json) -> Result<Vec<Monitor>, AwsError> {
    let Some(deployment) = under_way(cx, input)? else {
        return Ok(Vec::new());
    };
    let home = environment::find(cx, &deployment.application, &deployment.environment)?;
    Ok(home.map_or_else(Vec::new, |home| home.monitors))
}

/// Whom CloudWatch does not tell learns nothing.
async fn is_ringing(errand: &Errand, monitor: &Monitor) -> Result<bool, AwsError> {
    let arn = Arn::read(&monitor.alarm);
    let named = arn.and_then(|arn| Some((arn, arn.resource.strip_prefix("alarm:")?)));
    let Some((arn, name)) = named else {
        return Ok(false);
    };
    let call = errand.as_itself();
    let actor = Actor {
        cloud: &errand.cloud,
        call: &call,
        arn: errand.call.source_arn.clone(),
        who: monitor.role.as_deref().map_or(Who::Account, Who::Role),
    };
    let input = json!({"AlarmNames": [name], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]});
    let place = (arn.account, arn.region);
    let answer = match actor
        .ask(("cloudwatch", "DescribeAlarms"), place, input)
        .await
    {
        Ok(answer) => answer.output,
        Err(error) if is_ours(&error, "cloudwatch") => return Err(error),
        Err(_) => return Ok(false),
    };
    let kinds = ["MetricAlarms", "CompositeAlarms"].into_iter();
    let mut alarms = kinds.filter_map(|kind| answer[kind].as_array()).flatten();
    Ok(alarms.any(|alarm| alarm["StateValue"] == "ALARM"))
}
