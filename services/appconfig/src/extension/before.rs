//! Functions that are asked before something is done: they may refuse it, or change the content.

use super::row::{self, Action, Extension, Point};
use crate::acting::{Actor, Who, is_ours};
use crate::{association, errors, id, place};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::{Arn, AwsError, Edge};
use serde_json::{Value as Json, json};

/// What is about to be done.
pub struct Before<'a> {
    pub point: Point,
    pub application: &'a str,
    pub environment: Option<&'a str>,
    pub profile: &'a str,
    pub version: Option<&'a str>,
    pub description: Option<&'a str>,
    pub dynamic: &'a [(String, String)],
}

/// The content, as those who were asked leave it.
pub async fn ask_before(
    edge: &Edge,
    before: &Before<'_>,
    content: Bytes,
) -> Result<Bytes, AwsError> {
    let asked = edge.read(|cx| {
        let place = (before.application, before.environment, before.profile);
        association::of(cx, place, before.point)
    })?;
    let mut content = content;
    for (extension, association, action) in asked {
        let told = row::parameters(&extension, &association.parameters, before.dynamic);
        let arn = edge.read(|cx| Ok(place::association(cx, &association.id)))?;
        let payload = payload(edge, before, Json::Object(told), &content);
        let answer = ask(edge, arn, &extension, &action, payload).await?;
        if let Some(changed) = answer["Content"].as_str() {
            let changed = BASE64_STANDARD.decode(changed);
            content = changed
                .map_err(|_| failed(&action, "Content is not base64"))?
                .into();
        }
    }
    Ok(content)
}

fn payload(edge: &Edge, before: &Before, parameters: Json, content: &Bytes) -> Json {
    let invocation = edge.read(|cx| Ok(id::fresh(cx))).unwrap_or_default();
    let mut payload = json!({
        "InvocationId": invocation,
        "Parameters": parameters,
        "Type": before.point.kind(),
        "Application": {"Id": before.application},
        "ConfigurationProfile": {"Id": before.profile},
        "Description": before.description,
        "Content": BASE64_STANDARD.encode(content),
    });
    if let Some(environment) = before.environment {
        payload["Environment"] = json!({"Id": environment});
    }
    if let Some(version) = before.version {
        payload["ConfigurationVersion"] = json!(version);
    }
    payload
}

async fn ask(
    edge: &Edge,
    arn: String,
    extension: &Extension,
    action: &Action,
    payload: Json,
) -> Result<Json, AwsError> {
    let actor = Actor {
        cloud: &edge.cloud,
        call: &edge.call,
        arn,
        who: Who::of(action.role.as_deref()),
    };
    let input = json!({
        "FunctionName": action.uri,
        "InvocationType": "RequestResponse",
        "Payload": BASE64_STANDARD.encode(payload.to_string()),
    });
    let Some(function) = Arn::read(&action.uri) else {
        return Err(failed(action, "it is no function"));
    };
    let place = (function.account, function.region);
    let answer = match actor.ask(("lambda", "Invoke"), place, input).await {
        Ok(answer) => answer.output,
        Err(error) if is_ours(&error, "lambda") => return Err(error),
        Err(error) => return Err(failed(action, &error.to_string())),
    };
    let said = answer["Payload"].as_str().unwrap_or_default();
    let said = BASE64_STANDARD.decode(said).unwrap_or_default();
    let said: Json = serde_json::from_slice(&said).unwrap_or_default();
    if answer["FunctionError"].is_string() {
        let why = said["errorMessage"].as_str().unwrap_or("it failed");
        return Err(failed(action, why));
    }
    match said["Error"].as_str() {
        None => Ok(said),
        Some(code) => {
            let message = said["Message"].as_str().unwrap_or(code);
            Err(errors::bad(format!(
                "Extension {} refused: {message}",
                extension.name
            )))
        }
    }
}

fn failed(action: &Action, why: &str) -> AwsError {
    errors::bad(format!(
        "Action {} could not be invoked: {why}",
        action.name
    ))
}
