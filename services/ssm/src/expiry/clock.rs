//! Each policy has a timer.

use super::rules::{BEFORE, EXPIRATION, UNCHANGED};
use crate::parameter::delete_parameter::remove;
use crate::parameter::row::{self, PARAMETERS, Parameter};
use crate::{events, names};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::{self, Timer};
use jiff::Timestamp;
use serde_json::json;

pub const DUE: &str = "policy";

fn timer_id(cx: &Cx, parameter: &Parameter, at: usize) -> String {
    format!(
        "{}/policy/{at}",
        names::arn(cx, cx.account(), &parameter.name)
    )
}

/// Timers for what is to come. One that was set for a policy that is no more finds nothing to do.
pub fn wind(cx: &mut Cx, parameter: &Parameter) -> Result<(), AwsError> {
    for (at, policy) in parameter.policies.iter().enumerate() {
        let due = policy.due.max(cx.now());
        if policy.done {
            continue;
        }
        let id = timer_id(cx, parameter, at);
        let payload = json!({"name": parameter.name, "at": at, "due": policy.due});
        cx.timer(due, &id, &format!("ssm/{DUE}"), payload)?;
    }
    Ok(())
}

pub fn unwind(cx: &mut Cx, parameter: &Parameter) -> Result<(), AwsError> {
    for (at, policy) in parameter.policies.iter().enumerate() {
        let id = timer_id(cx, parameter, at);
        timer::cancel(cx.tx, policy.due, &id)?;
    }
    Ok(())
}

pub fn due(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let name = timer.payload["name"].as_str().unwrap_or_default();
    let due = timer.payload["due"]
        .as_str()
        .and_then(|due| due.parse::<Timestamp>().ok());
    let Some(mut parameter) = PARAMETERS.get(cx.tx, cx.scope(), name)? else {
        return Ok(());
    };
    let at = timer.payload["at"]
        .as_u64()
        .and_then(|at| usize::try_from(at).ok());
    let policy = at.and_then(|at| parameter.policies.get_mut(at));
    let Some(policy) = policy.filter(|policy| Some(policy.due) == due && !policy.done) else {
        return Ok(());
    };
    policy.done = true;
    let (kind, text) = (policy.kind.clone(), policy.text.clone());
    let reason = match kind.as_str() {
        EXPIRATION => "The parameter has expired and was deleted.",
        BEFORE => "The parameter will expire at the time that its Expiration policy says.",
        UNCHANGED => "The parameter has not been changed for as long as its policy says.",
        _ => return Ok(()),
    };
    events::policy(cx, &parameter, &kind, (&text, reason))?;
    match kind == EXPIRATION {
        true => remove(cx, &parameter),
        false => row::save(cx, &parameter),
    }
}
