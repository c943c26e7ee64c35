//! Out of a queue: messages are received, given to the function, and then deleted. What failed comes
//! back when its visibility timeout ends, and so to the queue's own dead-letter queue.

use super::answer::{self, Answer};
use super::call::{self, Ran};
use super::source::Source;
use crate::invocation::job::SYNCHRONOUS;
use crate::invocation::lineage;
use crate::limits;
use crate::measure;
use bytes::Bytes;
use haneul_feed::{Ask, event};
use haneul_pipeline::{Arn, AwsError};
use haneul_runtime::Mode;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Around the records of an event.
const AROUND: usize = 64;

/// How often a batch is tried for which there is no room.
const TRIES: u32 = 5;

pub struct Queue<'s> {
    source: &'s Source,
    url: String,
}

impl Queue<'_> {
    pub fn of(source: &Source) -> Queue<'_> {
        let arn = Arn::read(&source.mapping.source);
        Queue {
            source,
            url: arn.map(|arn| arn.queue_url()).unwrap_or_default(),
        }
    }

    fn is_fifo(&self) -> bool {
        self.source.mapping.source.ends_with(".fifo")
    }

    pub async fn receive(&self, most: i64, wait: i64) -> Result<Vec<Json>, AwsError> {
        let input = json!({
            "QueueUrl": self.url,
            "MaxNumberOfMessages": most.clamp(1, limits::RECEIVED),
            "AttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
            "WaitTimeSeconds": wait,
        });
        let mut answer = self.source.ask("sqs", "ReceiveMessage", input).await?;
        let messages = match answer["Messages"].take() {
            Json::Array(messages) => messages,
            _ => Vec::new(),
        };
        self.source.count(&measure::POLLED, messages.len());
        Ok(messages)
    }

    /// Whether all of a batch is done with.
    pub async fn pass(&self, messages: &[Json]) -> Result<bool, AwsError> {
        let (arn, region) = (&self.source.mapping.source, &self.source.work.call.region);
        let events = messages
            .iter()
            .map(|message| event::of_message(message, arn, region));
        let events: Vec<event::Event> = events.collect();
        let (taken, others): (Vec<usize>, Vec<usize>) =
            (0..events.len()).partition(|at| self.source.filter.takes(&events[*at].read));
        if !self.source.mapping.filters.is_empty() {
            self.source.count(&measure::FILTERED_OUT, others.len());
        }
        self.delete(messages, &others).await?;
        let texts: Vec<(usize, String)> = taken
            .into_iter()
            .map(|at| (at, events[at].plain.to_string()))
            .collect();
        drop(events);
        let mut good = true;
        for batch in batches(texts) {
            // Behind what failed nothing of a queue in order goes on.
            if good || !self.is_fifo() {
                good &= self.call(messages, batch).await?;
            }
        }
        Ok(good)
    }

    /// Whether its function goes round in a loop that is allowed.
    pub fn is_endless(&self, messages: &[Json]) -> bool {
        let arn = &self.source.bare;
        traces(messages.iter()).any(|trace| lineage::is_endless(arn, Some(trace)))
    }

    async fn call(&self, messages: &[Json], batch: Vec<(usize, String)>) -> Result<bool, AwsError> {
        let places: Vec<usize> = batch.iter().map(|(at, _)| *at).collect();
        let texts: Vec<String> = batch.into_iter().map(|(_, text)| text).collect();
        let payload = Bytes::from(format!("{{\"Records\":[{}]}}", texts.join(",")));
        let trace = lineage::longest(traces(places.iter().map(|at| &messages[*at])));
        let ran = match self.run(payload, trace).await {
            Ok(Some(ran)) => ran,
            Ok(None) => return Ok(false),
            Err(error) => {
                self.source.count(&measure::FAILED_INVOKE, places.len());
                return Err(error);
            }
        };
        let id = |at: usize| messages[at]["MessageId"].as_str().unwrap_or_default();
        let is_known = |said: &str| places.iter().any(|at| id(*at) == said);
        let answer = answer::of(&ran.ended, self.source.mapping.partial, is_known);
        self.source.count(&measure::INVOKED, places.len());
        let failed = match &answer {
            Answer::Done => 0,
            Answer::Failed => places.len(),
            Answer::But(failed) => failed.len(),
        };
        self.source.count(&measure::FAILED_INVOKE, failed);
        match answer {
            Answer::Done => {
                self.delete(messages, &places).await?;
                Ok(true)
            }
            Answer::Failed => Ok(false),
            Answer::But(failed) => {
                let done = places.into_iter().filter(|at| !failed.contains(id(*at)));
                let done: Vec<usize> = done.collect();
                self.delete(messages, &done).await?;
                Ok(false)
            }
        }
    }

    /// Where there is no room the batch waits a little; nothing, if there is none then either.
    async fn run(&self, payload: Bytes, trace: Option<String>) -> Result<Option<Ran>, AwsError> {
        let cloud = &self.source.work.cloud;
        for tries in 0..TRIES {
            match call::run(self.source, payload.clone(), trace.clone()).await {
                // It comes again, until the queue itself gives it up.
                Err(error) if call::is_loop(&error) => break,
                Err(error) if call::is_full(&error) => {
                    if cloud.clock.mode() == Mode::Frozen || cloud.is_stopping() {
                        break;
                    }
                    cloud.wait(Duration::from_secs(1 << tries)).await;
                }
                ran => return ran.map(Some),
            }
        }
        Ok(None)
    }

    async fn delete(&self, messages: &[Json], which: &[usize]) -> Result<(), AwsError> {
        for some in which.chunks(limits::RECEIVED as usize) {
            let entry = |at: &usize| json!({"Id": at.to_string(), "ReceiptHandle": messages[*at]["ReceiptHandle"]});
            let entries: Vec<Json> = some.iter().map(entry).collect();
            let input = json!({"QueueUrl": self.url, "Entries": entries});
            let answer = self.source.ask("sqs", "DeleteMessageBatch", input).await;
            let list = |name: &str| answer.as_ref().ok()?[name].as_array();
            let deleted = list("Successful").map_or(0, Vec::len);
            self.source.count(&measure::DELETED, deleted);
            let answer = answer.as_ref().map_err(AwsError::clone)?;
            for failed in answer["Failed"].as_array().into_iter().flatten() {
                tracing::warn!("{} comes again: {failed}", self.source.mapping.source);
            }
        }
        Ok(())
    }
}

/// What X-Ray's headers of messages say.
fn traces<'m>(messages: impl Iterator<Item = &'m Json>) -> impl Iterator<Item = &'m str> {
    messages.filter_map(|message| message["Attributes"]["AWSTraceHeader"].as_str())
}

/// As many records as fit into one call.
fn batches(texts: Vec<(usize, String)>) -> Vec<Vec<(usize, String)>> {
    let mut batches: Vec<Vec<(usize, String)>> = Vec::new();
    let mut bytes = AROUND;
    for (at, text) in texts {
        bytes += text.len() + 1;
        match batches.last_mut() {
            Some(batch) if bytes <= SYNCHRONOUS => batch.push((at, text)),
            _ => {
                bytes = AROUND + text.len() + 1;
                batches.push(vec![(at, text)]);
            }
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_holds_no_more_than_six_megabytes() {
        let texts = (0..10).map(|at| (at, "x".repeat(1_500_000))).collect();
        let sizes: Vec<usize> = batches(texts).iter().map(Vec::len).collect();
        assert_eq!(sizes, [4, 4, 2]);
        assert!(batches(Vec::new()).is_empty());
    }
}
