//! Out of a queue: messages are received, brought to the target, and then deleted. What did not
//! arrive comes back when its visibility timeout ends, and so to the queue's own dead-letter queue.

use super::row::{GATHERED, Gathered};
use super::send::send;
use super::{Errand, Seen};
use crate::limits::{BATCH_BYTES, RECEIVED, ROUNDS, SECOND};
use crate::pipe::row::{Batching, Pipe};
use haneul_feed::{Event, Filter, event};
use haneul_pipeline::{Arn, AwsError};
use serde_json::{Value as Json, json};
use std::collections::HashSet;

struct Queue<'q> {
    errand: &'q Errand,
    pipe: &'q Pipe,
    batching: &'q Batching,
    filter: Filter,
    url: String,
}

pub async fn drain(errand: &Errand, pipe: &Pipe, batching: &Batching) -> Result<Seen, AwsError> {
    let arn = Arn::read(&pipe.source.arn);
    let queue = Queue {
        errand,
        pipe,
        batching,
        filter: Filter::of(&pipe.source.filters)?,
        url: arn.map(|arn| arn.queue_url()).unwrap_or_default(),
    };
    let mut all = Seen::default();
    for _ in 0..ROUNDS {
        let seen = match batching.window {
            0 => queue.round().await?,
            _ => queue.gather().await?,
        };
        all.add(seen);
        all.more = seen.more && !seen.failed;
        if !all.more {
            break;
        }
    }
    Ok(all)
}

impl Queue<'_> {
    async fn ask(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        self.errand.ask(self.pipe, "sqs", operation, input).await
    }

    async fn receive(&self, most: i64) -> Result<Vec<Json>, AwsError> {
        let input = json!({
            "QueueUrl": self.url,
            "MaxNumberOfMessages": most.min(RECEIVED),
            "AttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
            "WaitTimeSeconds": 0,
        });
        let mut answer = self.ask("ReceiveMessage", input).await?;
        match answer["Messages"].take() {
            Json::Array(messages) => Ok(messages),
            _ => Ok(Vec::new()),
        }
    }

    /// A batch of what is there now.
    async fn round(&self) -> Result<Seen, AwsError> {
        let messages = self.receive(self.batching.size).await?;
        if messages.is_empty() {
            return Ok(Seen::default());
        }
        let failed = !self.pass(&messages).await?;
        Ok(Seen {
            some: true,
            more: true,
            failed,
            wake: None,
        })
    }

    /// A batch of what comes within the window. What was received is noted: who comes next goes on.
    async fn gather(&self) -> Result<Seen, AwsError> {
        let known = self.gathered()?;
        let room = self.batching.size - known.messages.len() as i64;
        let got = match room > 0 {
            true => self.receive(room).await?,
            false => Vec::new(),
        };
        let gathered = self.note(&got).await?;
        if gathered.messages.is_empty() {
            return Ok(Seen::default());
        }
        let end = gathered.since + self.batching.window * SECOND;
        let enough = gathered.messages.len() as i64 >= self.batching.size;
        let full = enough || bytes(&gathered) >= BATCH_BYTES;
        if !full && self.errand.now() < end {
            return Ok(Seen {
                some: true,
                more: !got.is_empty(),
                failed: false,
                wake: Some(end),
            });
        }
        let messages = gathered
            .messages
            .iter()
            .map(|text| serde_json::from_str(text));
        let messages: Vec<Json> = messages
            .collect::<Result<_, _>>()
            .map_err(AwsError::internal)?;
        let failed = !self.pass(&messages).await?;
        self.errand
            .transact(|cx| Ok(GATHERED.delete(cx.tx, cx.scope(), &self.pipe.id)?))
            .await?;
        Ok(Seen {
            some: true,
            more: true,
            failed,
            wake: None,
        })
    }

    fn gathered(&self) -> Result<Gathered, AwsError> {
        self.errand.read(|cx| {
            let known = GATHERED.get(cx.tx, cx.scope(), &self.pipe.id)?;
            Ok(known.unwrap_or_default())
        })
    }

    /// Adds messages to those of the batch. One that came again is there once, as it came last.
    async fn note(&self, got: &[Json]) -> Result<Gathered, AwsError> {
        if got.is_empty() {
            return self.gathered();
        }
        let ids: HashSet<&str> = got.iter().filter_map(|m| m["MessageId"].as_str()).collect();
        let note = self.errand.transact(|cx| {
            let scope = cx.scope();
            if self.errand.find(cx)?.is_none() {
                // The pipe was changed: they come back.
                return Ok(Gathered::default());
            }
            let known = GATHERED.get(cx.tx, scope, &self.pipe.id)?;
            let mut gathered = known.unwrap_or_default();
            if gathered.messages.is_empty() {
                gathered.since = cx.now().as_microsecond();
            }
            gathered.messages.retain(|text| {
                let message: Json = serde_json::from_str(text).unwrap_or_default();
                !message["MessageId"]
                    .as_str()
                    .is_some_and(|id| ids.contains(id))
            });
            gathered.messages.extend(got.iter().map(Json::to_string));
            if bytes(&gathered) < BATCH_BYTES {
                // More goes on at once, and need not fit into a row.
                GATHERED.put(cx.tx, scope, &self.pipe.id, &gathered)?;
            }
            Ok(gathered)
        });
        note.await
    }

    /// Whether all of a batch is done with.
    async fn pass(&self, messages: &[Json]) -> Result<bool, AwsError> {
        let (arn, region) = (&self.pipe.source.arn, &self.errand.call.region);
        let events: Vec<Event> = messages
            .iter()
            .map(|message| event::of_message(message, arn, region))
            .collect();
        let (taken, others): (Vec<usize>, Vec<usize>) =
            (0..events.len()).partition(|at| self.filter.takes(&events[*at].read));
        self.delete(messages, &others).await?;
        let mut waves = match arn.ends_with(".fifo") && !self.pipe.is_whole() {
            true => in_order(messages, &taken),
            false => vec![taken],
        };
        waves.retain(|wave| !wave.is_empty());
        let mut stuck: HashSet<&str> = HashSet::new();
        let mut good = true;
        for mut wave in waves {
            // Behind one that did not arrive nothing of its group goes on.
            wave.retain(|at| !stuck.contains(group(&messages[*at])));
            let wanted: Vec<&Event> = wave.iter().map(|at| &events[*at]).collect();
            let sent = send(self.errand, self.pipe, &wanted).await?;
            let mut done = Vec::new();
            for (at, outcome) in wave.into_iter().zip(sent) {
                match outcome {
                    Ok(()) => done.push(at),
                    Err(_) => {
                        good = false;
                        if arn.ends_with(".fifo") {
                            stuck.insert(group(&messages[at]));
                        }
                    }
                }
            }
            self.delete(messages, &done).await?;
        }
        Ok(good)
    }

    async fn delete(&self, messages: &[Json], which: &[usize]) -> Result<(), AwsError> {
        for some in which.chunks(RECEIVED as usize) {
            let entries: Vec<Json> = some
                .iter()
                .map(|at| {
                    json!({
                        "Id": at.to_string(), "ReceiptHandle": messages[*at]["ReceiptHandle"]
                    })
                })
                .collect();
            let input = json!({"QueueUrl": self.url, "Entries": entries});
            let answer = self.ask("DeleteMessageBatch", input).await?;
            for failed in answer["Failed"].as_array().into_iter().flatten() {
                tracing::warn!("{} comes again: {failed}", self.pipe.source.arn);
            }
        }
        Ok(())
    }
}

fn bytes(gathered: &Gathered) -> usize {
    gathered.messages.iter().map(String::len).sum()
}

fn group(message: &Json) -> &str {
    message["Attributes"]["MessageGroupId"]
        .as_str()
        .unwrap_or_default()
}

/// The first of each group, then the second of each, and so on.
fn in_order(messages: &[Json], which: &[usize]) -> Vec<Vec<usize>> {
    let mut waves: Vec<Vec<usize>> = Vec::new();
    for at in which {
        let own = group(&messages[*at]);
        let of_group = |wave: &&Vec<usize>| wave.iter().any(|at| group(&messages[*at]) == own);
        let place = waves.iter().filter(of_group).count();
        match waves.get_mut(place) {
            Some(wave) => wave.push(*at),
            None => waves.push(vec![*at]),
        }
    }
    waves
}
