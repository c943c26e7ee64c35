//! What could not be delivered: to the dead-letter queue, with why.

use super::{Memo, PRINCIPAL, Refused};
use crate::place::Place;
use crate::{limits, measure};
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::{Value as Json, json};

pub const UNDELIVERED: &str = "undelivered";
pub const GIVEN_UP: &str = "given_up";

/// Without a try: nothing could be sent.
pub fn at_once(
    cx: &mut Cx,
    place: &Place,
    (memo, refused): (Option<Memo>, &Refused),
    code: &str,
    why: &str,
) -> Result<(), AwsError> {
    measure::failed(cx, refused, &measure::FAILED);
    match memo {
        Some(memo) => bury(
            cx,
            place,
            &memo,
            vec![("ERROR_CODE", code), ("ERROR_MESSAGE", why)],
        ),
        None => Ok(()),
    }
}

/// The last try failed, and there is no queue to be told.
pub fn given_up(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    if let Ok(refused) = serde_json::from_value(timer.payload["memo"].clone()) {
        measure::failed(cx, &refused, &measure::FAILED);
    }
    Ok(())
}

/// The last try failed.
pub fn undelivered(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let told = &timer.payload;
    let Ok(memo) = serde_json::from_value::<Memo>(told["memo"].clone()) else {
        return Err(AwsError::internal("a delivery without its memo"));
    };
    let place = Place {
        region: memo.region.clone(),
        ..Place::of(cx, None)
    };
    if let Some(refused) = &memo.of {
        measure::failed(cx, refused, &measure::FAILED);
    }
    let retries = told["attempts"].as_i64().unwrap_or(1) - 1;
    let count = retries.to_string();
    let (code, message) = (
        error_code(told),
        told["errorMessage"].as_str().unwrap_or_default(),
    );
    let mut attributes = vec![
        ("ERROR_CODE", code),
        ("ERROR_MESSAGE", message),
        ("RETRY_ATTEMPTS", &count),
    ];
    if is_transient(told) {
        attributes.push((
            "EXHAUSTED_RETRY_CONDITION",
            match retries >= memo.retries {
                true => "MaximumRetryAttempts",
                false => "MaximumEventAgeInSeconds",
            },
        ));
    }
    bury(cx, &place, &memo, attributes)
}

fn is_transient(told: &Json) -> bool {
    let code = told["errorCode"].as_str().unwrap_or_default().to_owned();
    let error = AwsError::new(code, "");
    match told["errorStatus"].as_u64() {
        Some(status) => error.status(status as u16).is_transient(None),
        None => error.is_transient(None),
    }
}

fn error_code(told: &Json) -> &'static str {
    let code = told["errorCode"].as_str().unwrap_or_default();
    let message = told["errorMessage"].as_str().unwrap_or_default();
    match code {
        _ if message.contains("sts:AssumeRole") => "FAILED_TO_ASSUME_ROLE",
        _ if is_denied(code) => "NO_PERMISSIONS",
        _ if code.contains("NotFound") || code.contains("NonExistent") => "NO_RESOURCE",
        "SDK_CLIENT_ERROR" => "SDK_CLIENT_ERROR",
        "UNKNOWN" => "UNKNOWN",
        "INVALID_PARAMETER" => "INVALID_PARAMETER",
        _ if code.contains("Throttl") => "THROTTLING",
        _ if is_transient(told) => "INTERNAL_ERROR",
        _ => "INVALID_PARAMETER",
    }
}

/// Services have names of their own for it; SNS's is `AuthorizationError`.
fn is_denied(code: &str) -> bool {
    let names = ["AccessDenied", "NotAuthorized", "AuthorizationError"];
    names.into_iter().any(|name| code.contains(name))
}

fn bury(
    cx: &mut Cx,
    place: &Place,
    memo: &Memo,
    attributes: Vec<(&str, &str)>,
) -> Result<(), AwsError> {
    let Some(queue) = Arn::read(&memo.dead_letter) else {
        return Ok(());
    };
    if let Some(refused) = &memo.of {
        measure::failed(cx, refused, &measure::SENT_TO_DLQ);
    }
    let own = [
        ("RULE_ARN", memo.rule_arn.as_str()),
        ("TARGET_ARN", memo.target_arn.as_str()),
    ];
    let shown = own.into_iter().chain(attributes).map(|(name, value)| {
        // A message's attribute is never empty.
        let value = if value.is_empty() { "-" } else { value };
        (
            name.to_owned(),
            json!({"DataType": "String", "StringValue": value}),
        )
    });
    let shown: serde_json::Map<String, Json> = shown.collect();
    cx.send(&Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: memo.rule_arn.clone(),
        source_account: place.account.clone(),
        as_root: false,
        as_role: None,
        partition: place.partition.clone(),
        account: queue.account.to_owned(),
        region: memo.region.clone(),
        service: "sqs".to_owned(),
        operation: "SendMessage".to_owned(),
        input: json!({
            "QueueUrl": queue.queue_url(),
            "MessageBody": memo.event,
            "MessageAttributes": shown,
        }),
        attempts: 0,
        give_up_after: limits::RETRIES as u32,
        on_refusal: None,
        terms: Terms {
            until: cx
                .now()
                .checked_add(SignedDuration::from_secs(limits::RETRY_SECONDS))
                .ok(),
            only_transient: true,
            longest_pause: Some(limits::LONGEST_PAUSE_SECONDS),
            ..Terms::default()
        },
    })
}
