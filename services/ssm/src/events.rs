//! Events that Parameter Store emits: of changes, and of what policies do.

use crate::names;
use crate::parameter::row::Parameter;
use haneul_pipeline::events::Emitted;
use haneul_pipeline::{AwsError, Cx};
use serde_json::{Value as Json, json};

pub fn changed(cx: &mut Cx, parameter: &Parameter, operation: &str) -> Result<(), AwsError> {
    let mut detail = json!({
        "name": parameter.name, "type": parameter.kind, "operation": operation,
    });
    if let Some(description) = &parameter.description {
        detail["description"] = json!(description);
    }
    emit(cx, parameter, "Parameter Store Change", detail)
}

pub fn policy(
    cx: &mut Cx,
    parameter: &Parameter,
    kind: &str,
    (content, reason): (&str, &str),
) -> Result<(), AwsError> {
    let detail = json!({
        "parameter-name": parameter.name, "parameter-type": parameter.kind,
        "policy-type": kind, "policy-content": content, "action-status": "Success",
        "action-reason": reason,
    });
    emit(cx, parameter, "Parameter Store Policy Action", detail)
}

fn emit(cx: &mut Cx, parameter: &Parameter, kind: &str, detail: Json) -> Result<(), AwsError> {
    let (account, region, time) = (cx.account(), cx.region(), cx.now());
    let resources = vec![names::arn(cx, account, &parameter.name)];
    cx.emit(Emitted {
        account,
        region,
        source: "aws.ssm",
        detail_type: kind,
        time,
        resources,
        detail,
    })
}
