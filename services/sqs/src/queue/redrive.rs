//! RedrivePolicy and RedriveAllowPolicy: where dead letters may go.

use crate::address::Address;
use crate::errors;
use crate::limits::{MAX_RECEIVES, REDRIVE_SOURCES};
use crate::queue::row::{self, Found, Queue, Redrive, RedriveAllow};
use haneul_pipeline::{AwsError, Cx};
use serde_json::{Map, Value as Json, json};

const POLICY: &str = "RedrivePolicy";
const ALLOW: &str = "RedriveAllowPolicy";

/// Reads a redrive policy for `source`; the empty text takes it away.
pub fn policy(cx: &mut Cx, source: &Found, text: &str) -> Result<Option<Redrive>, AwsError> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |reason: &str| errors::parameter(text, POLICY, reason);
    let Ok(Json::Object(fields)) = serde_json::from_str::<Json>(text) else {
        return Err(wrong("Redrive policy is not a valid JSON map."));
    };
    let lacking = |name| {
        wrong(&format!(
            "Redrive policy does not contain mandatory attribute: {name}."
        ))
    };
    let target = fields.get("deadLetterTargetArn");
    let target = target.ok_or_else(|| lacking("deadLetterTargetArn"))?;
    let count = fields.get("maxReceiveCount");
    let count = count.ok_or_else(|| lacking("maxReceiveCount"))?;
    if let Some(name) = unknown_field(&fields) {
        return Err(wrong(&format!(
            "Redrive policy contains unknown attribute: {name}."
        )));
    }
    let max_receives = max_receives(count).ok_or_else(|| {
        let shown = count
            .as_str()
            .map_or_else(|| count.to_string(), str::to_owned);
        wrong(&format!(
            "Invalid value for maxReceiveCount: {shown}, valid values are from 1 to 1000 both \
             inclusive."
        ))
    })?;
    let target = target.as_str().unwrap_or_default().to_owned();
    check_target(cx, source, &target).map_err(|reason| wrong(&reason))??;
    Ok(Some(Redrive {
        target,
        max_receives,
    }))
}

fn unknown_field(fields: &Map<String, Json>) -> Option<&String> {
    let known = ["deadLetterTargetArn", "maxReceiveCount"];
    fields.keys().find(|name| !known.contains(&name.as_str()))
}

fn max_receives(value: &Json) -> Option<i64> {
    let number = match value {
        Json::String(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    };
    number.filter(|number| MAX_RECEIVES.contains(number))
}

/// The reason why the target will not do, beside failures of the store.
fn check_target(cx: &mut Cx, source: &Found, target: &str) -> Result<Result<(), AwsError>, String> {
    let Some(address) = Address::of_arn(cx, target) else {
        return Err("Invalid value for deadLetterTargetArn.".to_owned());
    };
    if address.account != source.account {
        return Err("Dead-letter target owner should be same as the source.".to_owned());
    }
    let queue = match row::find(cx, &address.account, &address.name) {
        Ok(queue) => queue,
        Err(error) => return Ok(Err(error)),
    };
    let Some(queue) = queue else {
        return Err("Dead letter target does not exist.".to_owned());
    };
    if queue.is_fifo() != source.queue.is_fifo() {
        return Err("Dead-letter queue must be same type of queue as the source.".to_owned());
    }
    if !accepts(&queue, &source.arn(cx)) {
        return Err(
            "The dead-letter queue's redrive allow policy does not permit this source queue."
                .to_owned(),
        );
    }
    Ok(Ok(()))
}

/// Whether a queue takes dead letters of this source.
pub fn accepts(target: &Queue, source: &str) -> bool {
    match &target.redrive_allow {
        None => true,
        Some(allow) => match allow.permission.as_str() {
            "allowAll" => true,
            "byQueue" => allow.sources.iter().any(|arn| arn == source),
            _ => false,
        },
    }
}

pub fn allow(text: &str) -> Result<Option<RedriveAllow>, AwsError> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |reason: &str| errors::parameter(text, ALLOW, reason);
    let unsupported = || {
        wrong("Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.")
    };
    let Ok(Json::Object(fields)) = serde_json::from_str::<Json>(text) else {
        return Err(wrong("Redrive allow policy is not a valid JSON map."));
    };
    let permission = fields.get("redrivePermission").and_then(Json::as_str);
    let permission = permission.ok_or_else(unsupported)?.to_owned();
    let sources = match fields.get("sourceQueueArns") {
        None => Vec::new(),
        Some(list) => texts(list).ok_or_else(unsupported)?,
    };
    let fits = match permission.as_str() {
        "allowAll" | "denyAll" => sources.is_empty(),
        "byQueue" => (1..=REDRIVE_SOURCES).contains(&sources.len()),
        _ => false,
    };
    if !fits {
        return Err(unsupported());
    }
    Ok(Some(RedriveAllow {
        permission,
        sources,
    }))
}

fn texts(list: &Json) -> Option<Vec<String>> {
    let texts = list
        .as_array()?
        .iter()
        .map(|t| t.as_str().map(str::to_owned));
    texts.collect()
}

pub fn show_policy(redrive: &Redrive) -> String {
    json!({
        "deadLetterTargetArn": redrive.target,
        "maxReceiveCount": redrive.max_receives,
    })
    .to_string()
}

pub fn show_allow(allow: &RedriveAllow) -> String {
    let mut shown = json!({ "redrivePermission": allow.permission });
    if allow.permission == "byQueue" {
        shown["sourceQueueArns"] = json!(allow.sources);
    }
    shown.to_string()
}
