//! Records by way of a function: as many at once as it may have, and what it makes of each.

use super::Errand;
use super::batch::{Batch, Failure, Processed, account_of, mix};
use super::endpoint::uuid;
use super::report::{self, Report};
use super::row::Cut;
use super::split;
use crate::record::buffer::Record;
use crate::stream::function::Function;
use crate::stream::row::{LAMBDA, Stream};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::background::act_for;
use haneul_pipeline::{AwsError, Invocation, invoke};
use serde_json::{Value as Json, json};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Why records did not go through a function.
struct Refusal {
    code: Cow<'static, str>,
    message: String,
    /// Another call may do better.
    again: bool,
}

impl Refusal {
    fn new(code: &'static str, message: &str, again: bool) -> Refusal {
        Refusal {
            code: Cow::Borrowed(code),
            message: message.to_owned(),
            again,
        }
    }
}

/// What is to be delivered of a batch.
pub async fn process(errand: &Errand, stream: &Stream, cut: &Cut, batch: &Batch) -> Processed {
    let destination = &stream.destination;
    let (good, bad) = split::split(destination, &batch.records);
    let processor = destination.processor(LAMBDA);
    let function = processor.and_then(|processor| Function::of(stream.role(), processor).ok());
    let Some(function) = function else {
        return Processed { good, bad };
    };
    let transform = Transform {
        errand,
        stream,
        arn: Arc::from(function.arn.as_str()),
        function,
        seed: cut.seed,
    };
    transform.all(good, bad).await
}

struct Transform<'t> {
    errand: &'t Errand,
    stream: &'t Stream,
    function: Function,
    arn: Arc<str>,
    seed: u64,
}

impl Transform<'_> {
    async fn all(&self, records: Vec<Record>, bad: Vec<Failure>) -> Processed {
        let mut processed = Processed {
            good: Vec::with_capacity(records.len()),
            bad,
        };
        let mut some: Vec<Record> = Vec::new();
        let (mut bytes, mut first) = (0, 0);
        for record in records {
            if !some.is_empty() && bytes + record.data.len() > self.function.bytes {
                let full = std::mem::take(&mut some);
                let next = first + full.len();
                self.some(first, full, &mut processed).await;
                (bytes, first) = (0, next);
            }
            bytes += record.data.len();
            some.push(record);
        }
        if !some.is_empty() {
            self.some(first, some, &mut processed).await;
        }
        processed
    }

    /// Records of one call, which is made again where that may help.
    async fn some(&self, first: usize, records: Vec<Record>, processed: &mut Processed) {
        let event = self.event(first, &records).to_string();
        let mut attempts = 0;
        let outcome = loop {
            attempts += 1;
            let outcome = match self.call(&event).await {
                Ok(answer) => self.read(first, &records, answer),
                Err(refusal) => Err(refusal),
            };
            match outcome {
                Err(refusal) if refusal.again && attempts <= self.function.retries => {}
                outcome => break outcome,
            }
        };
        let at = self.errand.cloud.clock.now().as_microsecond();
        let failure = |record: Record, refusal: &Refusal| Failure {
            record,
            code: refusal.code.clone(),
            message: refusal.message.clone(),
            attempts,
            at,
            function: Some(self.arn.clone()),
        };
        let why = match &outcome {
            Err(refusal) => Some(refusal),
            Ok(outcomes) => outcomes.iter().find_map(|one| one.as_ref().err()),
        };
        if let Some(why) = why {
            self.report(why).await;
        }
        match outcome {
            Ok(outcomes) => {
                for (record, outcome) in records.into_iter().zip(outcomes) {
                    match outcome {
                        Ok(Some(made)) => processed.good.push(made),
                        Ok(None) => {}
                        Err(refusal) => processed.bad.push(failure(record, &refusal)),
                    }
                }
            }
            Err(refusal) => {
                let (name, code) = (&self.stream.name, &refusal.code);
                tracing::warn!("{name}: {} of records: {code}", self.function.arn);
                let failed = records.into_iter().map(|record| failure(record, &refusal));
                processed.bad.extend(failed);
            }
        }
    }

    /// One of a call stands for all.
    async fn report(&self, why: &Refusal) {
        let destination = &self.stream.destination;
        let said = Report {
            logging: destination.logging.as_ref(),
            role: &destination.role,
            destination: &destination.bucket,
            code: &why.code,
            message: &why.message,
            processor: Some(&self.arn),
        };
        report::report(self.errand, self.stream, &said).await;
    }

    /// The same each time that a batch is tried.
    fn id(&self, at: usize) -> String {
        format!("{:020}{:020}{at:012}", mix(self.seed), self.seed)
    }

    fn event(&self, first: usize, records: &[Record]) -> Json {
        let shown = records.iter().enumerate().map(|(at, record)| {
            let mut shown = json!({
                "recordId": self.id(first + at),
                "approximateArrivalTimestamp": record.at / 1_000,
                "data": BASE64_STANDARD.encode(&record.data),
            });
            if let Some(origin) = &record.origin {
                shown["approximateArrivalTimestamp"] = json!(origin.at);
                shown["kinesisRecordMetadata"] = json!({
                    "shardId": origin.shard,
                    "partitionKey": origin.key,
                    "approximateArrivalTimestamp": origin.at,
                    "sequenceNumber": origin.number,
                    "subsequenceNumber": "",
                });
            }
            shown
        });
        let mut event = json!({
            "invocationId": uuid(self.seed ^ mix(first as u64)),
            "deliveryStreamArn": self.errand.call.source_arn,
            "region": self.errand.call.region,
            "records": shown.collect::<Vec<Json>>(),
        });
        if let Some(source) = &self.stream.source {
            event["sourceKinesisStreamArn"] = json!(source.arn);
        }
        event
    }

    /// What the function answers.
    async fn call(&self, event: &str) -> Result<Vec<u8>, Refusal> {
        let (cloud, role) = (&self.errand.cloud, &self.function.role);
        let caller = act_for(cloud, &self.errand.call, role).await.map_err(|_| {
            Refusal::new(
                "Lambda.AssumeRoleAccessDenied",
                "Access was denied. Ensure that the trust policy for the provided IAM role allows \
                 Amazon Data Firehose to assume the role.",
                false,
            )
        })?;
        let invocation = Invocation {
            caller,
            account: account_of(&self.function.arn, &self.errand.call),
            region: self.errand.call.region.clone(),
            service: "lambda",
            operation: "Invoke",
            input: json!({
                "FunctionName": self.function.arn,
                "InvocationType": "RequestResponse",
                "Payload": BASE64_STANDARD.encode(event),
            }),
            body: None,
            delivers: None,
        };
        let answer = invoke(cloud, invocation).await.map_err(refused)?.output;
        let said = answer["Payload"].as_str().unwrap_or_default();
        let said = BASE64_STANDARD.decode(said).unwrap_or_default();
        match answer["FunctionError"].is_null() {
            true => Ok(said),
            false if contains(&said, b"Task timed out") => Err(Refusal::new(
                "Lambda.FunctionTimedOut",
                "The Lambda function timed out. Increase the Timeout setting in the Lambda function.",
                true,
            )),
            false => Err(Refusal::new(
                "Lambda.FunctionError",
                "The Lambda function was successfully invoked but it returned an error result.",
                true,
            )),
        }
    }

    /// What became of each record, in their order.
    fn read(
        &self,
        first: usize,
        records: &[Record],
        answer: Vec<u8>,
    ) -> Result<Vec<Result<Option<Record>, Refusal>>, Refusal> {
        let answer: Json = serde_json::from_slice(&answer).map_err(|_| unreadable())?;
        let said = answer["records"].as_array().ok_or_else(unreadable)?;
        let mut by_id: HashMap<&str, &Json> = HashMap::with_capacity(said.len());
        for one in said {
            let id = one["recordId"].as_str().ok_or_else(unreadable)?;
            if by_id.insert(id, one).is_some() {
                return Err(Refusal::new(
                    "Lambda.DuplicatedRecordId",
                    "Multiple records were returned with the same record ID. Ensure that the \
                     Lambda function returns unique record IDs for each record.",
                    false,
                ));
            }
        }
        let outcomes = records.iter().enumerate().map(|(at, record)| {
            let said = by_id.get(self.id(first + at).as_str());
            let said = said.ok_or_else(|| {
                Refusal::new(
                    "Lambda.MissingRecordId",
                    "One or more record IDs were not returned. Ensure that the Lambda function \
                     returns all received record IDs.",
                    false,
                )
            })?;
            Ok(made(record, said))
        });
        outcomes.collect()
    }
}

/// A record as the function made it anew; `None` where it is not to be delivered.
fn made(record: &Record, said: &Json) -> Result<Option<Record>, Refusal> {
    match said["result"].as_str() {
        Some("Dropped") => Ok(None),
        Some("Ok") => {
            let data = said["data"].as_str().ok_or_else(unreadable)?;
            let data = BASE64_STANDARD.decode(data).map_err(|_| unreadable())?;
            let keys = said["metadata"]["partitionKeys"].as_object();
            let keys = keys.into_iter().flatten();
            Ok(Some(Record {
                at: record.at,
                origin: record.origin.clone(),
                data: data.into(),
                keys: keys
                    .map(|(key, value)| (key.clone(), text(value)))
                    .collect(),
            }))
        }
        Some("ProcessingFailed") => Err(Refusal::new(
            "Lambda.ProcessingFailedStatus",
            "ProcessingFailed status set for record",
            false,
        )),
        _ => Err(unreadable()),
    }
}

fn text(value: &Json) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn unreadable() -> Refusal {
    Refusal::new(
        "Lambda.JsonProcessingException",
        "There was an error parsing returned records from the Lambda function. Ensure that the \
         returned records follow the status model required by Amazon Data Firehose.",
        false,
    )
}

/// Lambda itself does not take the call.
fn refused(error: AwsError) -> Refusal {
    if error.code.contains("AccessDenied") {
        return Refusal::new(
            "Lambda.InvokeAccessDenied",
            "Access was denied. Ensure that the access policy for the provided IAM role allows \
             access to the Lambda function.",
            true,
        );
    }
    if error.code == "ResourceNotFoundException" {
        return Refusal::new(
            "Lambda.ResourceNotFound",
            "The specified Lambda function does not exist. Use a different function that does \
             exist.",
            true,
        );
    }
    if error.code == "TooManyRequestsException" {
        return Refusal::new(
            "Lambda.InvokeLimitExceeded",
            "The Lambda concurrent execution limit is exceeded. Increase the concurrent execution \
             limit.",
            true,
        );
    }
    Refusal {
        code: Cow::Owned(format!("Lambda.{}", error.code)),
        message: error.message,
        again: true,
    }
}

fn contains(text: &[u8], words: &[u8]) -> bool {
    text.windows(words.len()).any(|some| some == words)
}
