//! What a service's laws stand on: things that exist, and the members that name them.

use crate::{Client, story};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use haneul_pipeline::background;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;

#[derive(Clone, Copy)]
pub struct Fixture {
    /// Model id.
    pub service: &'static str,
    pub make: fn(Maker) -> Pin<Box<dyn Future<Output = Result<Known, String>> + Send>>,
}

/// Values by member name, or by `Operation.Member` where one operation means another thing.
#[derive(Clone, Debug, Default)]
pub struct Known(BTreeMap<String, Json>);

impl Known {
    pub fn get(&self, operation: &str, member: &str) -> Option<&Json> {
        self.special(operation, member)
            .or_else(|| self.0.get(member))
    }

    /// What is said of this operation's member alone; then it is given even where it need not be.
    pub fn special(&self, operation: &str, member: &str) -> Option<&Json> {
        self.0.get(&format!("{operation}.{member}"))
    }
}

/// Makes things as root of the account under test.
pub struct Maker {
    client: Client,
    service: &'static str,
    known: Known,
}

impl Maker {
    pub fn new(client: Client, service: &'static str) -> Maker {
        Maker {
            client,
            service,
            known: Known::default(),
        }
    }

    pub async fn make(&mut self, operation: &str, input: Json) -> Result<Json, String> {
        self.make_of(self.service, operation, input).await
    }

    pub async fn make_of(
        &mut self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> Result<Json, String> {
        let made = self.client.call(service, operation, input).await;
        made.map_err(|error| format!("the fixture's {operation}: {error}"))
    }

    /// Moves the clock of the cloud.
    pub async fn advance(&mut self, by: Duration) -> Result<(), String> {
        let moved = background::advance(&self.client.cloud, by).await;
        moved.map(drop).map_err(|error| error.to_string())
    }

    /// With a body.
    pub async fn put(&mut self, operation: &str, input: Json, body: &str) -> Result<(), String> {
        let body = Some(Bytes::from(body.to_owned()));
        let made = self.client.send(self.service, operation, input, body).await;
        made.map(drop)
            .map_err(|error| format!("the fixture's {operation}: {error}"))
    }

    pub fn know(&mut self, name: &str, value: Json) {
        self.known.0.insert(name.to_owned(), value);
    }

    /// What an authenticator app shows for a seed, so many half minutes from now.
    pub fn code(&self, seed_in_base64: &str, steps: i64) -> Result<String, String> {
        let seed = STANDARD.decode(seed_in_base64).map_err(|e| e.to_string())?;
        let now = self.client.cloud.clock.now().as_second();
        story::code(&String::from_utf8_lossy(&seed), now, steps)
    }

    pub fn known(&self, name: &str) -> Json {
        self.known.0.get(name).cloned().unwrap_or_default()
    }

    pub fn done(self) -> Known {
        self.known
    }
}
