//! What is told of records that are given up: where they lie; to buckets also what was in them.

use super::call::Ran;
use super::lane::Lane;
use crate::invocation::UNHEARD;
use crate::measure;
use bytes::Bytes;
use haneul_feed::{arrival, number};
use haneul_pipeline::background::act_for;
use haneul_pipeline::{Arn, AwsError, Cloud, Cx, Invocation, invoke};
use haneul_runtime::ids;
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_store::Scope;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

/// How long a destination is tried.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// A queue or a topic was told.
pub fn delivered(cloud: &Cloud, call: &Outgoing) {
    let Some(memo) = &call.terms.memo else { return };
    if let (Some(uuid), Some(events)) = (memo["mapping"].as_str(), memo["events"].as_u64()) {
        // The call goes to where the destination is.
        let region = memo["region"].as_str().unwrap_or(&call.region);
        let scope = Scope::new(&call.partition, &call.account, region);
        let events = usize::try_from(events).unwrap_or_default();
        measure::events(cloud, scope, uuid, &measure::DELIVERED, events);
    }
}

#[derive(Clone, Copy, PartialEq)]
pub enum Why {
    Retries,
    Age,
}

pub struct Letter<'l> {
    pub lane: &'l Lane<'l>,
    pub records: &'l [&'l Json],
    /// The last run.
    pub ran: Option<&'l Ran>,
    pub tries: i64,
    /// What the function was told.
    pub payload: Bytes,
    pub why: Why,
}

impl Letter<'_> {
    fn to(&self) -> Option<Arn<'_>> {
        Arn::read(self.lane.reading.on_failure.as_deref()?)
    }

    fn text(&self) -> Option<Json> {
        let (first, last) = (self.records.first()?, self.records.last()?);
        let source = self.lane.shard.source;
        let told = match self.lane.is_of_table {
            true => "DDBStreamBatchInfo",
            false => "KinesisBatchInfo",
        };
        let response = self.ran.map(|ran| {
            json!({
                "statusCode": 200,
                "executedVersion": ran.number,
                "functionError": ran.ended.error.as_ref().map(|_| "Unhandled"),
            })
        });
        let id = match self.ran {
            Some(ran) => ran.id.clone(),
            None => ids::uuid(&source.work.cloud.random),
        };
        Some(json!({
            "requestContext": {
                "requestId": id,
                "functionArn": source.function,
                "condition": match self.why {
                    Why::Retries => "RetryAttemptsExhausted",
                    Why::Age => "RecordAgeExceeded",
                },
                "approximateInvokeCount": self.tries,
            },
            "responseContext": response,
            "version": "1.0",
            "timestamp": shown(source.work.cloud.clock.now()),
            told: {
                "shardId": self.lane.shard.id,
                "startSequenceNumber": number(first),
                "endSequenceNumber": number(last),
                "approximateArrivalOfFirstRecord": shown(arrival(first)),
                "approximateArrivalOfLastRecord": shown(arrival(last)),
                "batchSize": self.records.len(),
                "streamArn": source.mapping.stream_arn(),
            },
        }))
    }

    /// Into a bucket, before the records count as done with. A bucket that does not take it is told
    /// nothing.
    pub async fn store(&self) -> Result<(), AwsError> {
        let Some(to) = self.to().filter(|to| to.service == "s3") else {
            return Ok(());
        };
        let Some(mut text) = self.text() else {
            return Ok(());
        };
        text["payload"] = json!(String::from_utf8_lossy(&self.payload));
        let source = self.lane.shard.source;
        let (cloud, call) = (&source.work.cloud, &source.work.call);
        let (shard, uuid) = (self.lane.shard.id, &source.mapping.uuid);
        let at = cloud.clock.now().strftime("%Y-%m-%dT%H.%M.%S").to_string();
        let key = format!(
            "aws/lambda/{uuid}/{shard}/{at}-{}",
            ids::uuid(&cloud.random)
        );
        let invocation = Invocation {
            caller: act_for(cloud, call, &source.role).await?,
            account: call.account.clone(),
            region: call.region.clone(),
            service: "s3",
            operation: "PutObject",
            input: json!({"Bucket": to.resource, "Key": key}),
            body: Some(text.to_string().into()),
            delivers: None,
        };
        match invoke(cloud, invocation).await {
            Err(error) if error.is_transient(haneul_model::model("s3")) => Err(error),
            Err(error) => {
                tracing::warn!("{} does not take what was given up: {error}", to.resource);
                let mapping = &source.mapping;
                let of = measure::Of {
                    scope: Scope::new(&call.partition, &call.account, &call.region),
                    name: &mapping.function,
                    qualifier: mapping.qualifier.as_deref(),
                };
                measure::count(cloud, of, &[(&measure::DESTINATION_FAILURES, 1.0)]);
                Ok(())
            }
            Ok(_) => {
                source.count(&measure::DELIVERED, self.records.len());
                Ok(())
            }
        }
    }

    /// To a queue or a topic, with the change that gives the records up.
    pub fn send(&self, cx: &mut Cx) -> Result<(), AwsError> {
        let Some(to) = self.to().filter(|to| to.service != "s3") else {
            return Ok(());
        };
        let Some(text) = self.text().map(|text| text.to_string()) else {
            return Ok(());
        };
        let (operation, input) = match to.service {
            "sqs" => (
                "SendMessage",
                json!({"QueueUrl": to.queue_url(), "MessageBody": text}),
            ),
            _ => (
                "Publish",
                json!({"TopicArn": self.lane.reading.on_failure, "Message": text}),
            ),
        };
        let source = self.lane.shard.source;
        let call = Outgoing {
            as_role: Some(source.role.clone()),
            region: to.region.to_owned(),
            service: to.service.to_owned(),
            operation: operation.to_owned(),
            input,
            attempts: 0,
            on_refusal: Some(format!("lambda/{UNHEARD}")),
            terms: Terms {
                memo: Some(json!({
                    "function": source.mapping.function, "qualifier": source.mapping.qualifier,
                    "mapping": source.mapping.metrics.then_some(&source.mapping.uuid),
                    "events": self.records.len(),
                    "region": source.work.call.region,
                })),
                beside_others: true,
                until: cx.now().checked_add(PATIENCE).ok(),
                ..Terms::default()
            },
            ..source.work.call.clone()
        };
        cx.send(&call)
    }
}

fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
