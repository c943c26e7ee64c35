//! Filter policies: the event-pattern language over a message's attributes or its body, with SNS's own
//! limits.

mod complexity;

use crate::errors;
use crate::publishing::Message;
use crate::publishing::attributes::{Attribute, Value};
use haneul_pattern::Pattern;
use haneul_pipeline::{AwsError, Cloud};
use quick_cache::sync::Cache;
use serde_json::{Map, Value as Json};
use std::fmt::Display;
use std::sync::Arc;

const BYTES: usize = 262_144;

/// A filter policy that was read.
pub struct Filter {
    pattern: Pattern,
    body: bool,
}

/// Reads a policy in its scope; without one it is about attributes.
pub fn parse(text: &str, scope: Option<&str>) -> Result<Filter, AwsError> {
    let body = scope == Some("MessageBody");
    if text.len() > BYTES {
        return Err(wrong("Filter policy exceeds the limit of 256 KB"));
    }
    let pattern = Pattern::parse(text).map_err(wrong)?;
    let policy: Json = serde_json::from_str(text).map_err(wrong)?;
    complexity::check(&policy, body).map_err(wrong)?;
    Ok(Filter { pattern, body })
}

/// The same of a policy that is stored: read once for as long as it is asked for.
pub fn stored(cloud: &Cloud, text: &str, scope: Option<&str>) -> Result<Arc<Filter>, AwsError> {
    let known = cloud.locals.get::<Known>();
    let key = format!("{} {text}", scope.unwrap_or_default());
    if let Some(filter) = known.0.get(&key) {
        return Ok(filter);
    }
    let filter = Arc::new(parse(text, scope)?);
    known.0.insert(key, filter.clone());
    Ok(filter)
}

struct Known(Cache<String, Arc<Filter>>);

impl Default for Known {
    fn default() -> Self {
        Self(Cache::new(1_024))
    }
}

fn wrong(why: impl Display) -> AwsError {
    errors::invalid(format_args!("FilterPolicy: {why}"))
}

impl Filter {
    pub fn accepts(&self, message: &Message, protocol: &str) -> bool {
        if !self.body {
            return self.pattern.matches(&attributes(message));
        }
        match serde_json::from_str::<Json>(message.body(protocol)) {
            Ok(body) if body.is_object() => self.pattern.matches(&body),
            // What is no object has no properties.
            _ => false,
        }
    }
}

/// Attributes as an event; bytes cannot be asked for.
fn attributes(message: &Message) -> Json {
    let mut event = Map::new();
    for (name, attribute) in &message.attributes {
        if let Some(value) = value(attribute) {
            event.insert(name.clone(), value);
        }
    }
    Json::Object(event)
}

fn value(attribute: &Attribute) -> Option<Json> {
    let Value::Text(text) = &attribute.value else {
        return None;
    };
    let parsed = || serde_json::from_str::<Json>(text.trim()).ok();
    match attribute.kind.as_str() {
        "String.Array" => parsed().filter(Json::is_array),
        kind if kind.starts_with("Number") => parsed().filter(Json::is_number),
        _ => Some(Json::String(text.clone())),
    }
}
