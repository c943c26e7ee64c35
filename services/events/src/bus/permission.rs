//! Operations: PutPermission, RemovePermission.

use super::{policy, row};
use crate::errors;
use crate::place::Place;
use crate::shapes::{
    PutPermissionOutput, PutPermissionRequest, RemovePermissionOutput, RemovePermissionRequest,
};
use haneul_pipeline::{AwsError, Cx};
use serde_json::json;

pub fn put_permission(
    cx: &mut Cx,
    input: PutPermissionRequest,
) -> Result<PutPermissionOutput, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let mut bus = row::open(cx, &place)?;
    let text = match &input.policy {
        Some(text) => {
            let parts = input.action.is_some()
                || input.principal.is_some()
                || input.statement_id.is_some()
                || input.condition.is_some();
            if parts {
                return Err(errors::invalid(
                    "Only one of Policy or the combination of Action, Principal, StatementId and Condition can be specified.",
                ));
            }
            text.clone()
        }
        None => policy::with(bus.policy.as_deref(), statement(&place, &input)?),
    };
    policy::check(&text)?;
    bus.policy = Some(text);
    bus.modified = Some(cx.now());
    row::save(cx, &place, &bus)?;
    Ok(PutPermissionOutput {})
}

fn statement(place: &Place, input: &PutPermissionRequest) -> Result<serde_json::Value, AwsError> {
    let needed = |value: &Option<String>, name: &str| {
        let missing = || errors::invalid(format!("Parameter {name} must be specified."));
        value.clone().ok_or_else(missing)
    };
    let action = needed(&input.action, "Action")?;
    let principal = needed(&input.principal, "Principal")?;
    let sid = needed(&input.statement_id, "StatementId")?;
    if action != "events:PutEvents" {
        return Err(errors::invalid(format!(
            "Provided value in parameter 'action' is not supported: {action}."
        )));
    }
    let principal = match principal.as_str() {
        "*" => json!("*"),
        account => json!({"AWS": format!("arn:{}:iam::{account}:root", place.partition)}),
    };
    let mut statement = json!({
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": action,
        "Resource": place.arn(),
    });
    if let Some(condition) = &input.condition {
        if (condition.r#type.as_str(), condition.key.as_str())
            != ("StringEquals", "aws:PrincipalOrgID")
        {
            return Err(errors::invalid(
                "Condition must be of type StringEquals with the key aws:PrincipalOrgID.",
            ));
        }
        statement["Condition"] = json!({&condition.r#type: {&condition.key: condition.value}});
    }
    Ok(statement)
}

pub fn remove_permission(
    cx: &mut Cx,
    input: RemovePermissionRequest,
) -> Result<RemovePermissionOutput, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let mut bus = row::open(cx, &place)?;
    if bus.policy.is_none() {
        return Err(errors::not_found("EventBus does not have a policy."));
    }
    bus.policy = match (input.remove_all_permissions, &input.statement_id) {
        (Some(true), _) => None,
        (_, Some(sid)) => policy::without(bus.policy.as_deref(), sid)
            .ok_or_else(|| errors::not_found("Statement with the provided id does not exist."))?,
        (_, None) => {
            return Err(errors::invalid("Parameter StatementId must be specified."));
        }
    };
    bus.modified = Some(cx.now());
    row::save(cx, &place, &bus)?;
    Ok(RemovePermissionOutput {})
}
