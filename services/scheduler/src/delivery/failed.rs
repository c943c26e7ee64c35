//! What could not be called: to the dead-letter queue, with why.

use super::{Memo, PRINCIPAL};
use crate::{limits, measure};
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::{Value as Json, json};

pub const UNDELIVERED: &str = "undelivered";
pub const GIVEN_UP: &str = "given_up";
pub const LOST: &str = "lost";

/// Who is told of a letter that does not come to its queue.
pub const UNHEARD: &str = "scheduler/lost";

/// There is no queue to be told.
pub fn given_up(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    measure::given_up(cx, timer);
    Ok(())
}

pub fn lost(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    measure::unheard(cx, timer);
    Ok(())
}

pub fn undelivered(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let told = &timer.payload;
    let Ok(memo) = serde_json::from_value::<Memo>(told["memo"].clone()) else {
        return Err(AwsError::internal("a call without its memo"));
    };
    measure::given_up(cx, timer);
    let Some(queue) = Arn::read(&memo.dead_letter) else {
        return Ok(());
    };
    let retries = told["attempts"].as_i64().unwrap_or(1) - 1;
    let attributes = [
        (
            "ERROR_CODE",
            told["errorCode"].as_str().unwrap_or_default().to_owned(),
        ),
        (
            "ERROR_MESSAGE",
            told["errorMessage"].as_str().unwrap_or_default().to_owned(),
        ),
        ("EXECUTION_ID", memo.execution.clone()),
        (
            "EXHAUSTED_RETRY_CONDITION",
            match retries >= memo.retries {
                true => "MaximumRetryAttempts".to_owned(),
                false => "MaximumEventAgeInSeconds".to_owned(),
            },
        ),
        ("IS_PAYLOAD_TRUNCATED", "false".to_owned()),
        ("RETRY_ATTEMPTS", retries.to_string()),
        ("SCHEDULED_TIME", memo.due.clone()),
        ("SCHEDULE_ARN", memo.schedule_arn.clone()),
        ("TARGET_ARN", memo.target_arn.clone()),
    ];
    // It is tried again only where that may help.
    let tried = retries > 0 || memo.retries == 0;
    let shown = attributes.into_iter().filter(|(name, value)| {
        !value.is_empty() && (tried || *name != "EXHAUSTED_RETRY_CONDITION")
    });
    let shown: serde_json::Map<String, Json> = shown
        .map(|(name, value)| {
            (
                name.to_owned(),
                json!({"DataType": "String", "StringValue": value}),
            )
        })
        .collect();
    let until = cx
        .now()
        .checked_add(SignedDuration::from_secs(limits::RETRY_SECONDS));
    cx.send(&Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: told["sourceArn"].as_str().unwrap_or_default().to_owned(),
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: Some(memo.role),
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        region: queue.region.to_owned(),
        service: "sqs".to_owned(),
        operation: "SendMessage".to_owned(),
        input: json!({
            "QueueUrl": queue.queue_url(),
            "MessageBody": memo.input.to_string(),
            "MessageAttributes": shown,
        }),
        attempts: 0,
        give_up_after: limits::RETRIES as u32,
        on_refusal: Some(UNHEARD.to_owned()),
        terms: Terms {
            until: until.ok(),
            only_transient: true,
            longest_pause: Some(limits::LONGEST_PAUSE_SECONDS),
            ..Terms::default()
        },
    })
}
