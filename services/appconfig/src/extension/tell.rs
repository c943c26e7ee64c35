//! Those who are told of a deployment: functions, queues, topics and the default event bus, by calls
//! of the outbox, as the role of the action or as AppConfig.

use super::row::{self, Action, Extension, Point};
use crate::association::{self, Association};
use crate::deployment::Deployment;
use crate::{PRINCIPAL, deployment, id, place};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::events::Emitted;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

const ATTEMPTS: u32 = 12;

/// That somebody was told, for the deployment's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub extension: String,
    pub action: String,
    pub uri: String,
    pub role: Option<String>,
    pub invocation: String,
    /// Why it could not be.
    pub failure: Option<(String, String)>,
}

pub fn tell(cx: &mut Cx, deployment: &Deployment, point: Point) -> Result<Vec<Told>, AwsError> {
    let place = (
        deployment.application.as_str(),
        Some(deployment.environment.as_str()),
        deployment.profile.as_str(),
    );
    let asked = association::of(cx, place, point)?;
    let mut told = Vec::new();
    for (extension, association, action) in asked {
        told.push(one(
            cx,
            deployment,
            point,
            (extension, association, action),
        )?);
    }
    Ok(told)
}

fn one(
    cx: &mut Cx,
    deployment: &Deployment,
    point: Point,
    (extension, association, action): (Extension, Association, Action),
) -> Result<Told, AwsError> {
    let invocation = id::fresh(cx);
    let parameters = row::parameters(&extension, &association.parameters, &deployment.dynamic);
    let payload = json!({
        "InvocationId": invocation,
        "Parameters": parameters,
        "Type": point.kind(),
        "Application": {"Id": deployment.application},
        "Environment": {"Id": deployment.environment},
        "ConfigurationProfile": {"Id": deployment.profile, "Name": deployment.name},
        "DeploymentNumber": deployment.number,
        "Description": deployment.description,
        "ConfigurationVersion": deployment.version,
    });
    let told = Told {
        extension: extension.id,
        action: action.name.clone(),
        uri: action.uri.clone(),
        role: action.role.clone(),
        invocation,
        failure: None,
    };
    let Some(target) = Arn::read(&action.uri) else {
        return Ok(told);
    };
    if target.service == "events" {
        let (account, region) = (target.account, target.region);
        let home = place::deployment(
            cx,
            &deployment.application,
            &deployment.environment,
            deployment.number,
        );
        cx.emit(Emitted {
            account,
            region,
            source: "aws.appconfig",
            detail_type: point.title(),
            time: cx.now(),
            resources: vec![home],
            detail: payload,
        })?;
        return Ok(told);
    }
    let call = outgoing(
        cx,
        &association,
        &action,
        target,
        (deployment, &told, &payload),
    );
    cx.send(&call)?;
    Ok(told)
}

fn outgoing(
    cx: &Cx,
    association: &Association,
    action: &Action,
    target: Arn,
    (deployment, told, payload): (&Deployment, &Told, &Json),
) -> Outgoing {
    let text = payload.to_string();
    let (service, operation, input) = match target.service {
        "sqs" => {
            let input = json!({"QueueUrl": target.queue_url(), "MessageBody": text});
            ("sqs", "SendMessage", input)
        }
        "sns" => (
            "sns",
            "Publish",
            json!({"TopicArn": action.uri, "Message": text}),
        ),
        _ => {
            let input = json!({
                "FunctionName": action.uri,
                "InvocationType": "Event",
                "Payload": BASE64_STANDARD.encode(text),
            });
            ("lambda", "Invoke", input)
        }
    };
    let memo = json!({
        "application": deployment.application,
        "environment": deployment.environment,
        "number": deployment.number,
        "invocation": told.invocation,
    });
    Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: place::association(cx, &association.id),
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: action.role.clone(),
        partition: cx.partition().to_owned(),
        account: target.account.to_owned(),
        region: target.region.to_owned(),
        service: service.to_owned(),
        operation: operation.to_owned(),
        input,
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal: Some(format!("appconfig/{}", deployment::REFUSED)),
        terms: Terms {
            only_transient: true,
            memo: Some(memo),
            ..Terms::default()
        },
    }
}
