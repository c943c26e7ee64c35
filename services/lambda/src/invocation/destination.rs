//! Who hears of a call that nobody waited for: the destination of its outcome, and the place for
//! dead letters. Both are told as the function's role.

use super::later::Told;
use super::queue::Waiting;
use crate::event_config::EventConfig;
use crate::function::row as functions;
use crate::measure;
use crate::run::Ended;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::outbox::{self, Outgoing, Terms};
use haneul_runtime::timer::Timer;
use haneul_store::Scope;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// The timer of somebody who was told in vain.
pub const UNHEARD: &str = "unheard";
/// How often somebody is told who does not hear.
const TRIES: u32 = 8;

/// A call that was given up before it ran to an end.
pub fn given_up(
    cx: &mut Cx,
    id: &str,
    waiting: &Waiting,
    config: &EventConfig,
    (condition, error): (&'static str, &AwsError),
) -> Result<(), AwsError> {
    let Ok(found) = functions::version(cx, &waiting.named()) else {
        return Ok(());
    };
    let ended = Ended {
        error: Some(error.code.clone().into_owned()),
        payload: json!({"errorType": error.code, "errorMessage": error.message})
            .to_string()
            .into(),
        ..Ended::default()
    };
    let told = Told {
        id,
        waiting,
        ended: &ended,
        number: &found.version.shown_number(),
        role: &found.version.config.role,
        condition,
        tries: waiting.failures,
        is_dead: false,
    };
    if let Some(to) = &config.on_failure {
        tell(cx, &told, to)?;
    }
    match &found.version.config.dead_letter {
        Some(dead) => bury(cx, &told, dead),
        None => Ok(()),
    }
}

pub fn tell(cx: &mut Cx, told: &Told, to: &str) -> Result<(), AwsError> {
    let record = record(cx, told);
    let text = record.to_string();
    match to.split(':').nth(2).unwrap_or_default() {
        "sqs" => send(
            cx,
            told,
            to,
            "SendMessage",
            json!({"QueueUrl": url(to), "MessageBody": text}),
        ),
        "sns" => send(
            cx,
            told,
            to,
            "Publish",
            json!({"TopicArn": to, "Message": text}),
        ),
        "lambda" => {
            use base64::prelude::{BASE64_STANDARD, Engine};
            let input = json!({
                "FunctionName": to, "InvocationType": "Event",
                "Payload": BASE64_STANDARD.encode(&text),
            });
            send(cx, told, to, "Invoke", input)
        }
        _ => {
            let failed = told.ended.error.is_some();
            let kind = if failed { "Failure" } else { "Success" };
            let from = with_number(cx, told);
            let entry = json!({
                "EventBusName": to, "Source": "lambda",
                "DetailType": format!("Lambda Function Invocation Result - {kind}"),
                "Resources": [from, to], "Detail": text,
            });
            send(cx, told, to, "PutEvents", json!({"Entries": [entry]}))
        }
    }
}

/// The event itself, with what went wrong beside it.
pub fn bury(cx: &mut Cx, told: &Told, to: &str) -> Result<(), AwsError> {
    let told = &Told {
        is_dead: true,
        ..*told
    };
    let event = String::from_utf8_lossy(&told.waiting.payload()).into_owned();
    let error: Json = serde_json::from_slice(&told.ended.payload).unwrap_or_default();
    let message = error["errorMessage"].as_str().unwrap_or_default();
    let message: String = message.chars().take(1_024).collect();
    let text = |kind: &str, value: &str| json!({"DataType": kind, "StringValue": value});
    let mut attributes = json!({
        "RequestID": text("String", told.id),
        "ErrorCode": text("Number", "200"),
    });
    if !message.is_empty() {
        attributes["ErrorMessage"] = text("String", &message);
    }
    match to.split(':').nth(2).unwrap_or_default() {
        "sqs" => {
            let input = json!({
                "QueueUrl": url(to), "MessageBody": event, "MessageAttributes": attributes,
            });
            send(cx, told, to, "SendMessage", input)
        }
        _ => {
            let input = json!({"TopicArn": to, "Message": event, "MessageAttributes": attributes});
            send(cx, told, to, "Publish", input)
        }
    }
}

fn with_number(cx: &Cx, told: &Told) -> String {
    format!("{}:{}", told.waiting.named().bare(cx), told.number)
}

fn record(cx: &Cx, told: &Told) -> Json {
    let body = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        serde_json::from_str(&text).unwrap_or_else(|_| Json::from(text.into_owned()))
    };
    let function = match &told.waiting.qualifier {
        Some(_) => told.waiting.named().arn(cx),
        None => format!("{}:$LATEST", told.waiting.named().bare(cx)),
    };
    let now = cx.now().strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
    let mut context = json!({"statusCode": 200, "executedVersion": told.number});
    if told.ended.error.is_some() {
        context["functionError"] = json!("Unhandled");
    }
    json!({
        "version": "1.0",
        "timestamp": now,
        "requestContext": {
            "requestId": told.id,
            "functionArn": function,
            "condition": told.condition,
            "approximateInvokeCount": told.tries,
        },
        "requestPayload": body(&told.waiting.payload()),
        "responseContext": context,
        "responsePayload": body(&told.ended.payload),
    })
}

/// `https://sqs.…/account/name` of an ARN, below whichever name.
fn url(arn: &str) -> String {
    let mut parts = arn.rsplit(':');
    let name = parts.next().unwrap_or_default();
    let account = parts.next().unwrap_or_default();
    format!("http://localhost:4566/{account}/{name}")
}

/// Somebody was told in vain.
pub fn unheard(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let memo = &timer.payload["memo"];
    let kind = match memo["dead"] == true {
        true => &measure::DEAD_LETTER_ERRORS,
        false => &measure::DESTINATION_FAILURES,
    };
    let of = measure::Of {
        scope: Scope::new(
            &timer.partition,
            &timer.account,
            memo["region"].as_str().unwrap_or(&timer.region),
        ),
        name: memo["function"].as_str().unwrap_or_default(),
        qualifier: memo["qualifier"].as_str(),
    };
    measure::count(cx.cloud, of, &[(kind, 1.0)]);
    Ok(())
}

fn send(cx: &mut Cx, told: &Told, to: &str, operation: &str, input: Json) -> Result<(), AwsError> {
    let parts: Vec<&str> = to.split(':').collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or_default().to_owned();
    let region = match part(3) {
        region if region.is_empty() => told.waiting.region.clone(),
        region => region,
    };
    let errand = Outgoing {
        principal: crate::PRINCIPAL.to_owned(),
        source_arn: told.waiting.named().bare(cx),
        source_account: told.waiting.account.clone(),
        as_root: false,
        as_role: Some(told.role.to_owned()),
        partition: told.waiting.partition.clone(),
        account: told.waiting.account.clone(),
        region,
        service: part(2),
        operation: operation.to_owned(),
        input,
        attempts: 0,
        give_up_after: TRIES,
        on_refusal: Some(format!("lambda/{UNHEARD}")),
        terms: Terms {
            memo: Some(json!({
                "function": told.waiting.function, "qualifier": told.waiting.qualifier,
                "dead": told.is_dead,
            })),
            beside_others: true,
            ..Terms::default()
        },
    };
    let now: Timestamp = cx.now();
    let slot = format!("lambda {}", ids::uuid(cx.random()));
    Ok(outbox::put(cx.tx, now, &slot, &errand)?)
}
