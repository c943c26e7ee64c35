//! A subscription, and what waits to be sent to it.

use super::Event;
use super::asked::{Asked, Kind, Schema};
use haneul_runtime::host;
use parking_lot::Mutex;
use serde_json::{Value as Json, json};
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// How many batches of the largest size wait at most; what comes then is dropped.
const BATCHES: usize = 2;

pub struct Subscriber {
    /// Of the extension.
    pub name: String,
    pub asked: Asked,
    queue: Mutex<Queue>,
    woken: Notify,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<String>,
    bytes: usize,
    /// Since the oldest of them waits.
    since: Option<Instant>,
    is_flushed: bool,
    dropped: Dropped,
}

#[derive(Clone, Copy, Default)]
struct Dropped {
    at: i64,
    records: u64,
    bytes: u64,
}

impl Subscriber {
    pub fn new(name: &str, asked: Asked) -> Subscriber {
        Subscriber {
            name: name.to_owned(),
            asked,
            queue: Mutex::default(),
            woken: Notify::new(),
        }
    }

    /// Takes it, if that was asked for and there is room.
    pub fn note(&self, event: &Event, is_json: bool) {
        let asked = &self.asked;
        if !asked.types.contains(&Kind::of(event.kind)) || !asked.schema.has(event.kind) {
            return;
        }
        let text = text(event, asked.schema, is_json);
        let mut queue = self.queue.lock();
        let has_room = queue.bytes + text.len() <= BATCHES * asked.bytes
            && queue.waiting.len() < BATCHES * asked.items;
        match has_room {
            true => queue.push(text),
            false => queue.dropped.count(event.at, text.len()),
        }
        drop(queue);
        self.woken.notify_one();
    }

    pub fn flush(&self) {
        self.queue.lock().is_flushed = true;
        self.woken.notify_one();
    }

    /// The next batch, when it is time for one.
    pub async fn batch(&self) -> Vec<String> {
        loop {
            let left = match self.taken() {
                Ok(batch) => return batch,
                Err(left) => left,
            };
            match left {
                Some(left) => _ = host::within(left, self.woken.notified()).await,
                None => self.woken.notified().await,
            }
        }
    }

    /// Else how long that is away, if anything waits.
    fn taken(&self) -> Result<Vec<String>, Option<Duration>> {
        let asked = &self.asked;
        let mut queue = self.queue.lock();
        let Some(since) = queue.since else {
            queue.is_flushed = false;
            return Err(None);
        };
        let left = asked.timeout.saturating_sub(host::instant() - since);
        let is_full = queue.waiting.len() >= asked.items || queue.bytes >= asked.bytes;
        if !is_full && !queue.is_flushed && !left.is_zero() {
            return Err(Some(left));
        }
        Ok(queue.take(asked))
    }

    #[cfg(test)]
    pub fn waiting(&self) -> Vec<String> {
        self.queue.lock().waiting.iter().cloned().collect()
    }
}

impl Queue {
    fn push(&mut self, text: String) {
        self.bytes += text.len();
        self.waiting.push_back(text);
        self.since.get_or_insert_with(host::instant);
    }

    fn take(&mut self, asked: &Asked) -> Vec<String> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while let Some(text) = self.waiting.pop_front() {
            self.bytes -= text.len();
            bytes += text.len();
            batch.push(text);
            if batch.len() >= asked.items || bytes >= asked.bytes {
                break;
            }
        }
        let dropped = std::mem::take(&mut self.dropped);
        if dropped.records > 0 && asked.types.contains(&Kind::Platform) {
            batch.push(text(&dropped.event(), asked.schema, false));
        }
        self.since = (!self.waiting.is_empty()).then(host::instant);
        batch
    }
}

impl Dropped {
    fn count(&mut self, at: i64, bytes: usize) {
        self.at = at;
        self.records += 1;
        self.bytes += bytes as u64;
    }

    fn event(&self) -> Event {
        Event {
            at: self.at,
            kind: "platform.logsDropped",
            record: json!({
                "droppedRecords": self.records, "droppedBytes": self.bytes,
                "reason": "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.",
            }),
        }
    }
}

/// As it is sent.
fn text(event: &Event, schema: Schema, is_json: bool) -> String {
    let mut record = event.record.clone();
    if is_json && event.kind == "function" && schema == Schema::Telemetry2022December {
        let line = record.as_str().unwrap_or_default();
        let read = serde_json::from_str::<Json>(line);
        record = read.ok().filter(Json::is_object).unwrap_or(record);
    }
    if schema.is_of_logs() && event.kind == "platform.runtimeDone" {
        let status = match record["status"].as_str() {
            Some("error") => json!("failure"),
            _ => record["status"].clone(),
        };
        record = json!({"requestId": record["requestId"], "status": status});
    }
    let time = crate::run::log::iso(event.at);
    json!({"time": time, "type": event.kind, "record": record}).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::asked::Api;
    use super::*;

    fn subscriber() -> Subscriber {
        let asked = json!({
            "schemaVersion": "2022-12-13", "types": ["platform", "function"],
            "buffering": {"maxItems": 1000, "timeoutMs": 30_000},
            "destination": {"protocol": "TCP", "URI": "http://sandbox:1"},
        });
        let asked = Asked::read(Api::Telemetry, &asked.to_string().into()).unwrap();
        Subscriber::new("a", asked)
    }

    fn line(text: &str) -> Event {
        Event {
            at: 0,
            kind: "function",
            record: json!(text),
        }
    }

    #[tokio::test]
    async fn batches_are_as_large_as_was_asked_and_memory_is_bounded() {
        let one = subscriber();
        one.note(&line("first"), false);
        assert!(one.taken().is_err());
        for _ in 0..2_500 {
            one.note(&line("more"), false);
        }
        let first = one.batch().await;
        assert_eq!(first.len(), 1_001);
        let dropped: Json = serde_json::from_str(&first[1_000]).unwrap();
        assert_eq!(dropped["type"], "platform.logsDropped");
        assert_eq!(dropped["record"]["droppedRecords"], 501);
        assert_eq!(one.batch().await.len(), 1_000);
        assert!(one.taken().is_err());
        one.note(&line("last"), false);
        assert!(one.taken().is_err());
        one.flush();
        assert_eq!(one.batch().await.len(), 1);
    }

    #[test]
    fn what_functions_write_as_json_is_an_object_in_the_newer_schema() {
        let event = line("{\"level\": \"INFO\"}\n");
        let december = text(&event, Schema::Telemetry2022December, true);
        let december: Json = serde_json::from_str(&december).unwrap();
        assert_eq!(december["record"], json!({"level": "INFO"}));
        let july = text(&event, Schema::Telemetry2022July, true);
        let july: Json = serde_json::from_str(&july).unwrap();
        assert_eq!(july["record"], event.record);
        assert_eq!(july["time"], "1970-01-01T00:00:00.000Z");
    }
}
