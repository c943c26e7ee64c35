//! The Telemetry API (2022-07-01) and the older Logs API (2020-08-15): extensions subscribe to what happens
//! in their sandbox, and are sent it there, in batches.
//!
//! What happened before the first one subscribed is told as well, as far as the buffer of a sandbox that
//! begins goes. Who does not take what it is sent loses what there is no room for, and is told how much.

mod asked;
mod sender;
mod subscriber;

pub use asked::Api;

use asked::Asked;
use bytes::Bytes;
use http::StatusCode;
use parking_lot::Mutex;
use sender::Dial;
use serde_json::{Value as Json, json};
use std::net::TcpStream;
use std::sync::Arc;
use subscriber::Subscriber;
use tokio::task::JoinSet;

/// How many of a sandbox can subscribe: as many as there can be extensions.
pub const MOST: usize = 10;
/// What is kept of a sandbox that begins.
const EARLY: usize = 256 << 10;

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// In microseconds.
    pub at: i64,
    pub kind: &'static str,
    pub record: Json,
}

pub struct Telemetry {
    /// What functions write is JSON, or should be.
    is_json: bool,
    /// Extensions were started beside the function, and write into the second pipe.
    beside: bool,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Nobody subscribes any more.
    is_closed: bool,
    early: Vec<Event>,
    early_bytes: usize,
    all: Vec<Arc<Subscriber>>,
    /// Subscriptions that no log speaks of yet.
    unsaid: Vec<Subscribed>,
    dials: Vec<Dial>,
    sending: JoinSet<()>,
}

/// Of which subscription a log says what.
pub struct Subscribed {
    pub name: String,
    pub api: Api,
    pub types: Vec<&'static str>,
}

/// Why a subscription is refused.
#[derive(Debug)]
pub struct Refused {
    pub status: StatusCode,
    pub kind: String,
    pub message: String,
}

impl Telemetry {
    /// `dialers`: sockets of the sandbox's network; `None` where it has none of its own.
    pub fn new(is_json: bool, beside: bool, dialers: Option<Vec<TcpStream>>) -> Telemetry {
        let dials = match dialers {
            Some(all) => all.into_iter().map(Dial::Inside).collect(),
            None => (0..MOST).map(|_| Dial::Host).collect(),
        };
        Telemetry {
            is_json,
            beside,
            inner: Mutex::new(Inner {
                dials,
                ..Inner::default()
            }),
        }
    }

    /// A subscription of an extension.
    pub fn subscribe(&self, api: Api, name: &str, body: &Bytes) -> Result<(), Refused> {
        let asked = Asked::read(api, body).map_err(|message| Refused {
            status: StatusCode::BAD_REQUEST,
            kind: api.named("ValidationError"),
            message,
        })?;
        let mut inner = self.inner.lock();
        if inner.is_closed {
            return Err(Refused {
                status: StatusCode::FORBIDDEN,
                kind: format!("{}.SubscriptionClosed", api.title()),
                message: format!("{} API subscription is closed already", api.title()),
            });
        }
        if let Some(known) = inner.all.iter().find(|known| known.name == name) {
            return match known.asked.api == api {
                // Who asks twice has subscribed once.
                true => Ok(()),
                false => Err(Refused {
                    status: StatusCode::BAD_REQUEST,
                    kind: api.named("ValidationError"),
                    message: "The extension is subscribed by the other API already".to_owned(),
                }),
            };
        }
        let Some(dial) = inner.dials.pop() else {
            return Err(Refused {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                kind: api.named("ServiceError"),
                message: format!("There are {MOST} subscriptions already"),
            });
        };
        let types = asked.types.iter().map(|kind| kind.name()).collect();
        let subscriber = Arc::new(Subscriber::new(name, asked));
        for event in &inner.early {
            subscriber.note(event, self.is_json);
        }
        inner.sending.spawn(sender::send(subscriber.clone(), dial));
        inner.all.push(subscriber);
        inner.unsaid.push(Subscribed {
            name: name.to_owned(),
            api,
            types,
        });
        Ok(())
    }

    /// Subscriptions since this was asked last.
    pub fn subscribed(&self) -> Vec<Subscribed> {
        std::mem::take(&mut self.inner.lock().unsaid)
    }

    /// Nobody subscribes from here on.
    pub fn close(&self) {
        let mut inner = self.inner.lock();
        inner.is_closed = true;
        inner.early = Vec::new();
        inner.dials = Vec::new();
    }

    pub fn note(&self, event: Event) {
        let mut inner = self.inner.lock();
        for subscriber in &inner.all {
            subscriber.note(&event, self.is_json);
        }
        if !inner.is_closed {
            let bytes = event.record.to_string().len();
            if inner.early_bytes + bytes <= EARLY {
                inner.early_bytes += bytes;
                inner.early.push(event);
            }
        }
    }

    /// A line of a pipe.
    pub fn line(&self, at: i64, pipe: usize, line: &str) {
        if self.is_heard() {
            let kind = match self.beside && pipe == 1 {
                true => "extension",
                false => "function",
            };
            let record = json!(line);
            self.note(Event { at, kind, record });
        }
    }

    /// Whether somebody hears of what happens now, or may yet ask for it.
    pub fn is_heard(&self) -> bool {
        let inner = self.inner.lock();
        !inner.is_closed || !inner.all.is_empty()
    }

    /// What waits is sent now.
    pub fn flush(&self) {
        for subscriber in &self.inner.lock().all {
            subscriber.flush();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telemetry() -> Telemetry {
        Telemetry::new(false, true, None)
    }

    fn asks(schema: &str) -> Bytes {
        let asked = json!({
            "schemaVersion": schema, "types": ["platform", "extension"],
            "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:1"},
        });
        asked.to_string().into()
    }

    fn waiting(telemetry: &Telemetry) -> Vec<String> {
        let inner = telemetry.inner.lock();
        let all = inner.all.iter().flat_map(|one| one.waiting());
        let kind = |text: String| {
            let event: Json = serde_json::from_str(&text).unwrap();
            event["type"].as_str().unwrap().to_owned()
        };
        all.map(kind).collect()
    }

    #[tokio::test]
    async fn what_came_before_is_told_as_well_and_others_is_not() {
        let all = telemetry();
        let start = |kind| Event {
            at: 0,
            kind,
            record: json!({}),
        };
        all.note(start("platform.initStart"));
        all.line(1, 0, "of the function\n");
        all.subscribe(Api::Telemetry, "a", &asks("2022-12-13"))
            .unwrap();
        all.line(2, 1, "of an extension\n");
        all.note(start("platform.end"));
        assert_eq!(waiting(&all), ["platform.initStart", "extension"]);
        // Again changes nothing, and by the other API is refused.
        all.subscribe(Api::Telemetry, "a", &asks("2022-07-01"))
            .unwrap();
        assert_eq!(all.subscribed().len(), 1);
        let other = all.subscribe(Api::Logs, "a", &asks("2020-08-15"));
        assert_eq!(other.unwrap_err().kind, "Logs.ValidationError");
    }

    #[tokio::test]
    async fn nobody_subscribes_when_the_function_waits_for_events() {
        let all = telemetry();
        all.close();
        let late = all.subscribe(Api::Telemetry, "a", &asks("2022-12-13"));
        let late = late.unwrap_err();
        assert_eq!(late.status, StatusCode::FORBIDDEN);
        assert_eq!(late.kind, "Telemetry.SubscriptionClosed");
        assert_eq!(late.message, "Telemetry API subscription is closed already");
    }
}
