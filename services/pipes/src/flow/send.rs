//! Bringing events to the target, as many at once as it takes.

use super::template::{self, Known};
use super::{Errand, enrich, function};
use crate::limits;
use crate::measure::{self, Execution};
use crate::pipe::row::{self, Pipe, ToBus, ToUrl};
use crate::pipe::{Kind, kind_of};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_feed::Event;
use haneul_pattern::path::{Path, found_text};
use haneul_pipeline::{Arn, AwsError};
use haneul_runtime::host;
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// What came of each event.
pub type Sent = Vec<Result<(), AwsError>>;

/// An event on its way.
pub struct Entry {
    pub at: usize,
    pub input: Json,
    pub bytes: usize,
}

/// To the target, and by way of the enrichment if there is one.
pub async fn send(errand: &Errand, pipe: &Pipe, events: &[&Event]) -> Result<Sent, AwsError> {
    if events.is_empty() {
        return Ok(Sent::new());
    }
    let execution = Execution::begin(errand, pipe, events);
    let sent = execute(errand, pipe, events).await;
    match &sent {
        Ok(sent) => execution.end(sent),
        Err(error) => execution.end(&vec![Err(error.clone())]),
    }
    sent
}

async fn execute(errand: &Errand, pipe: &Pipe, events: &[&Event]) -> Result<Sent, AwsError> {
    let target = &pipe.target;
    let kind = kind_of(&target.arn).ok_or_else(|| AwsError::internal("a target of no kind"))?;
    let maker = Maker {
        pipe,
        kind,
        arn: errand.read(|cx| Ok(row::arn(cx, &pipe.name)))?,
        ingested: errand.cloud.clock.now(),
    };
    match &pipe.enrichment {
        Some(enrichment) => enrich::send(errand, pipe, &maker, enrichment, events).await,
        None => bring(errand, &maker, events).await,
    }
}

pub async fn bring(
    errand: &Errand,
    maker: &Maker<'_>,
    events: &[&Event],
) -> Result<Sent, AwsError> {
    if events.is_empty() {
        measure::skipped(errand, maker.pipe);
        return Ok(Sent::new());
    }
    let began = host::instant();
    let sent = bring_all(errand, maker, events).await?;
    note_failed(&maker.pipe.target.arn, maker.pipe, &sent);
    measure::told(errand, maker.pipe, began, &sent);
    Ok(sent)
}

async fn bring_all(
    errand: &Errand,
    maker: &Maker<'_>,
    events: &[&Event],
) -> Result<Sent, AwsError> {
    let (pipe, kind) = (maker.pipe, maker.kind);
    let mut sent: Sent = vec![Ok(()); events.len()];
    let mut entries = Vec::new();
    for (at, event) in events.iter().enumerate() {
        match maker.entry(at, event) {
            Ok(entry) => entries.push(entry),
            Err(error) => sent[at] = Err(error),
        }
    }
    if kind.is_outside() {
        for entry in entries {
            sent[entry.at] = errand.tell(pipe, kind.operation, entry.input).await;
        }
        return Ok(sent);
    }
    let bytes = match kind.is_function() && function::is_later(pipe) {
        true => limits::LATER_BYTES,
        false => kind.bytes,
    };
    for batch in batches(kind.most, bytes, entries) {
        let places: Vec<usize> = batch.iter().map(|entry| entry.at).collect();
        let told: Vec<&Event> = places.iter().map(|at| events[*at]).collect();
        match maker.tell(errand, &told, batch).await {
            Ok(failed) => {
                for (at, error) in failed {
                    if let Some(place) = places.get(at) {
                        sent[*place] = Err(error);
                    }
                }
            }
            Err(error) => {
                for place in places {
                    sent[place] = Err(error.clone());
                }
            }
        }
    }
    Ok(sent)
}

pub fn note_failed(to: &str, pipe: &Pipe, sent: &Sent) {
    let failed = sent.iter().filter_map(|one| one.as_ref().err()).next();
    if let Some(error) = failed {
        tracing::warn!("{} does not reach {to}: {error}", pipe.name);
    }
}

/// As many at once as may be, with a sign between two.
pub fn batches(most: usize, most_bytes: usize, entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut batches: Vec<Vec<Entry>> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        bytes += entry.bytes + 1;
        match batches.last_mut() {
            Some(batch) if batch.len() < most && bytes <= most_bytes => batch.push(entry),
            _ => {
                bytes = entry.bytes + 1;
                batches.push(vec![entry]);
            }
        }
    }
    batches
}

pub struct Maker<'p> {
    pipe: &'p Pipe,
    pub kind: &'p Kind,
    arn: String,
    ingested: Timestamp,
}

impl Maker<'_> {
    /// What a template makes of an event.
    pub fn text(&self, template: Option<&str>, event: &Event) -> Result<String, AwsError> {
        let enrichment = self.pipe.enrichment.as_ref();
        let known = Known {
            pipe_arn: &self.arn,
            pipe_name: &self.pipe.name,
            source_arn: &self.pipe.source.arn,
            target_arn: &self.pipe.target.arn,
            enrichment_arn: enrichment.map_or("", |enrichment| &enrichment.arn),
            ingested: &self.ingested.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
        };
        let text = template::make(template, event, &known);
        text.ok_or_else(|| wrong("The InputTemplate does not result in valid JSON."))
    }

    /// Tells the target; the places of the entries that it refused, and why.
    async fn tell(
        &self,
        errand: &Errand,
        events: &[&Event],
        batch: Vec<Entry>,
    ) -> Result<Vec<(usize, AwsError)>, AwsError> {
        let kind = self.kind;
        if kind.is_function() {
            let items = batch.into_iter().map(|entry| entry.input).collect();
            return function::tell(errand, self.pipe, events, items).await;
        }
        let input = self.call(batch);
        let answer = errand.ask(self.pipe, kind.service, kind.operation, input);
        Ok(refused(kind.service, &answer.await?))
    }

    fn entry(&self, at: usize, event: &Event) -> Result<Entry, AwsError> {
        let target = &self.pipe.target;
        let text = self.text(target.template.as_deref(), event)?;
        if self.kind.is_function() {
            return Ok(function::entry(at, text));
        }
        let bytes = text.len();
        let input = match self.kind.service {
            "sqs" => {
                let mut input = json!({"Id": at.to_string(), "MessageBody": text});
                let queue = target.queue.as_ref();
                let group = queue.and_then(|queue| queue.group.as_deref());
                let token = queue.and_then(|queue| queue.deduplication.as_deref());
                for (name, said) in [("MessageGroupId", group), ("MessageDeduplicationId", token)] {
                    if let Some(said) = said {
                        input[name] = json!(resolved(said, event)?);
                    }
                }
                input
            }
            _ if self.kind.is_outside() => request(&target.arn, target.url.as_ref(), event, text)?,
            "sns" => json!({"Id": at.to_string(), "Message": text}),
            "events" => self.event(event, &text)?,
            "kinesis" => {
                let key = target.stream.as_deref().unwrap_or_default();
                let key = resolved(key, event)?;
                // One that does not fit would have the whole call refused.
                if !(1..=limits::PARTITION_KEY).contains(&key.chars().count()) {
                    return Err(wrong("The partition key must have 1 to 256 characters."));
                }
                json!({"Data": BASE64_STANDARD.encode(text), "PartitionKey": key})
            }
            _ => json!({"Data": BASE64_STANDARD.encode(text)}),
        };
        Ok(Entry { at, input, bytes })
    }

    fn event(&self, event: &Event, text: &str) -> Result<Json, AwsError> {
        let nothing = ToBus {
            detail_type: None,
            source: None,
            resources: None,
            time: None,
        };
        let said = self.pipe.target.bus.as_ref().unwrap_or(&nothing);
        let from = event.plain["eventSource"].as_str().unwrap_or_default();
        let detail_type = match &said.detail_type {
            Some(said) => resolved(said, event)?,
            None => format!("Event from {from}"),
        };
        let source = match &said.source {
            Some(said) => resolved(said, event)?,
            None => format!("Pipe {}", self.pipe.name),
        };
        let resources = said.resources.iter().flatten();
        let resources = resources.map(|said| resolved(said, event));
        let mut input = json!({
            "EventBusName": self.pipe.target.arn,
            "DetailType": detail_type,
            "Source": source,
            "Resources": resources.collect::<Result<Vec<_>, _>>()?,
            "Detail": text,
        });
        if let Some(said) = &said.time {
            input["Time"] = json!(seconds(said, event)?);
        }
        Ok(input)
    }

    fn call(&self, batch: Vec<Entry>) -> Json {
        let arn = self.pipe.target.arn.as_str();
        let entries: Vec<Json> = batch
            .into_iter()
            .enumerate()
            .map(|(place, mut entry)| {
                if !entry.input["Id"].is_null() {
                    entry.input["Id"] = json!(place.to_string());
                }
                entry.input
            })
            .collect();
        match self.kind.service {
            "sqs" => {
                let url = Arn::read(arn).map(|arn| arn.queue_url());
                json!({"QueueUrl": url, "Entries": entries})
            }
            "sns" => json!({"TopicArn": arn, "PublishBatchRequestEntries": entries}),
            "events" => json!({"Entries": entries}),
            "kinesis" => json!({"StreamARN": arn, "Records": entries}),
            _ => {
                let name = Arn::read(arn).and_then(|arn| arn.resource.split('/').next_back());
                json!({"DeliveryStreamName": name, "Records": entries})
            }
        }
    }
}

/// What EventBridge is to tell somebody outside.
pub fn request(
    to: &str,
    said: Option<&ToUrl>,
    event: &Event,
    text: String,
) -> Result<Json, AwsError> {
    let said = said.cloned().unwrap_or_default();
    let path = said.path.iter().map(|value| resolved(value, event));
    let path = path.collect::<Result<Vec<_>, _>>()?;
    let both = |pairs: &[(String, String)]| {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(name, value)| Ok((name.clone(), resolved(value, event)?)));
        pairs.collect::<Result<Vec<_>, AwsError>>()
    };
    Ok(json!({
        "destination": to, "body": text, "path": path,
        "headers": both(&said.headers)?, "query": both(&said.query)?,
        "at_once": true,
    }))
}

fn wrong(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message).status(400)
}

/// A parameter as it is, or what lies in the event where it points to.
fn resolved(said: &str, event: &Event) -> Result<String, AwsError> {
    if !said.starts_with("$.") {
        return Ok(said.to_owned());
    }
    let found = Path::parse(said).and_then(|path| path.find(&event.read));
    let found = found.ok_or_else(|| wrong(format!("There is no {said} in the event.")))?;
    Ok(found_text(&found))
}

/// A time in the event: as RFC 3339 has it, or in seconds.
fn seconds(said: &str, event: &Event) -> Result<f64, AwsError> {
    let text = resolved(said, event)?;
    let read: Option<Timestamp> = text.parse().ok();
    let read = read.map(|at| at.as_microsecond() as f64 / 1e6);
    let read = read.or_else(|| text.parse().ok());
    read.ok_or_else(|| wrong(format!("{said} is not a time.")))
}

/// The places of the entries that were refused, and why.
fn refused(service: &str, answer: &Json) -> Vec<(usize, AwsError)> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let list = |name: &str| answer[name].as_array().into_iter().flatten();
    if matches!(service, "sqs" | "sns") {
        let failed = list("Failed").filter_map(|entry| {
            let at = entry["Id"].as_str()?.parse().ok()?;
            let error = AwsError::new(text(&entry["Code"]), text(&entry["Message"]));
            let status = if entry["SenderFault"] == false {
                500
            } else {
                400
            };
            Some((at, error.status(status)))
        });
        return failed.collect();
    }
    let name = match service {
        "events" => "Entries",
        "kinesis" => "Records",
        _ => "RequestResponses",
    };
    let failed = list(name).enumerate().filter_map(|(at, entry)| {
        let code = entry["ErrorCode"].as_str()?;
        let busy = ["Internal", "Unavailable", "Throttl", "ThroughputExceeded"];
        let status = if busy.iter().any(|word| code.contains(word)) {
            500
        } else {
            400
        };
        let error = AwsError::new(code.to_owned(), text(&entry["ErrorMessage"]));
        Some((at, error.status(status)))
    });
    failed.collect()
}
