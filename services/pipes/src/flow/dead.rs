//! What is told of records that a pipe gives up: not themselves, but where they lie.

use super::PRINCIPAL;
use super::send::queue_url;
use super::table::is_of_table;
use crate::pipe::{Pipe, parts, row};
use haneul_pipeline::{AwsError, Cx};
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
    let told = match is_of_table(&pipe.source.arn) {
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
    let Some(parts) = parts(arn) else {
        return Ok(());
    };
    let (operation, input) = match parts.service {
        "sqs" => (
            "SendMessage",
            json!({"QueueUrl": queue_url(arn), "MessageBody": letter}),
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

/// When a record came.
pub fn arrival(record: &Json) -> Timestamp {
    let seconds = record["ApproximateArrivalTimestamp"].as_f64();
    let micros = (seconds.unwrap_or_default() * 1e6).round() as i64;
    Timestamp::from_microsecond(micros).unwrap_or_default()
}

fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
