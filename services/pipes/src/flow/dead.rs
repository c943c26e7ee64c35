//! What is told of records that a pipe gives up: not themselves, but where they lie.

use super::PRINCIPAL;
use crate::pipe::{Pipe, row};
use haneul_feed::arrival;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

/// How long a dead-letter target is tried.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

#[derive(Clone, Copy)]
pub enum Why {
    Retries,
    Age,
}

pub fn bury(
    cx: &mut Cx,
    pipe: &Pipe,
    dead_letter: Option<&str>,
    shard: &str,
    records: &[&Json],
    why: Why,
) -> Result<(), AwsError> {
    let (Some(arn), Some(first), Some(last)) = (dead_letter, records.first(), records.last())
    else {
        return Ok(());
    };
    let told = match pipe.source.arn.split(':').nth(2) == Some("dynamodb") {
        true => "DDBStreamBatchInfo",
        false => "KinesisBatchInfo",
    };
    let letter = json!({
        "context": {
            "partnerResourceArn": row::arn(cx, &pipe.name),
            "condition": match why {
                Why::Retries => "RetryAttemptsExhausted",
                Why::Age => "RecordAgeExceeded",
            },
        },
        "version": "1.0",
        "timestamp": shown(cx.now()),
        told: {
            "shardId": shard,
            "startSequenceNumber": first["SequenceNumber"],
            "endSequenceNumber": last["SequenceNumber"],
            "approximateArrivalOfFirstRecord": shown(arrival(first)),
            "approximateArrivalOfLastRecord": shown(arrival(last)),
            "batchSize": records.len(),
            "streamArn": pipe.source.arn,
        },
    });
    let letter = letter.to_string();
    let Some(parts) = Arn::read(arn) else {
        return Ok(());
    };
    let (operation, input) = match parts.service {
        "sqs" => (
            "SendMessage",
            json!({"QueueUrl": parts.queue_url(), "MessageBody": letter}),
        ),
        _ => ("Publish", json!({"TopicArn": arn, "Message": letter})),
    };
    let call = Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: row::arn(cx, &pipe.name),
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: Some(pipe.role.clone()),
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        region: parts.region.to_owned(),
        service: parts.service.to_owned(),
        operation: operation.to_owned(),
        input,
        attempts: 0,
        give_up_after: u32::MAX,
        on_refusal: None,
        terms: Terms {
            until: cx.now().checked_add(PATIENCE).ok(),
            ..Terms::default()
        },
    };
    cx.send(&call)
}

fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
