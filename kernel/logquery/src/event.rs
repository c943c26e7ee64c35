//! Events and rows: fields by name.

use crate::lambda;
use crate::value::{Value, dig};
use serde_json::Value as Json;
use std::sync::{Arc, OnceLock};

/// An event as it comes into a query.
#[derive(Debug, Default)]
pub struct Event {
    /// Milliseconds.
    pub at: i64,
    pub ingested: i64,
    pub message: String,
    pub stream: String,
    /// Account and group.
    pub log: String,
    pub region: Arc<str>,
    /// Names this event again.
    pub pointer: String,
    pub json: OnceLock<Option<Json>>,
}

impl Event {
    fn json(&self) -> Option<&Json> {
        let read = || match self.message.trim_start().starts_with('{') {
            true => serde_json::from_str(&self.message).ok(),
            false => None,
        };
        self.json.get_or_init(read).as_ref()
    }

    fn field(&self, name: &str) -> Value {
        match name {
            "@timestamp" => Value::Time(self.at),
            "@ingestionTime" => Value::Time(self.ingested),
            "@message" => Value::text(&self.message),
            "@logStream" => Value::text(&self.stream),
            "@log" => Value::text(&self.log),
            "@aws.region" => Value::text(&self.region),
            "@aws.account" => Value::text(self.log.split(':').next().unwrap_or_default()),
            "@source.log" => match self.log.split_once(':') {
                Some((_, group)) => Value::text(group),
                None => Value::Null,
            },
            "@ptr" => Value::text(&self.pointer),
            _ if name.starts_with('@') => lambda::field(&self.message, name),
            _ => {
                let found = self.json().and_then(|json| dig(json, name));
                found.map_or(Value::Null, Value::of_json)
            }
        }
    }
}

/// An event on its way through the commands, or what was made of several.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub event: Option<Arc<Event>>,
    /// What commands have added, the newest last.
    pub made: Vec<(Arc<str>, Value)>,
    /// Both sides of a join, under their names.
    pub sides: Vec<(Arc<str>, Arc<Row>)>,
}

impl Row {
    pub fn field(&self, name: &str) -> Value {
        let made = self.made.iter().rev();
        for (known, value) in made {
            if known.as_ref() == name {
                return value.clone();
            }
            // Into what is JSON.
            let inner = name.strip_prefix(known.as_ref());
            if let (Some(path), Value::Json(json)) =
                (inner.and_then(|n| n.strip_prefix('.')), value)
            {
                if let Some(found) = dig(json, path) {
                    return Value::of_json(found);
                }
            }
        }
        for (side, row) in self.sides.iter().rev() {
            let inner = name.strip_prefix(side.as_ref());
            if let Some(path) = inner.and_then(|name| name.strip_prefix('.')) {
                return row.field(path);
            }
        }
        self.event
            .as_ref()
            .map_or(Value::Null, |event| event.field(name))
    }

    pub fn set(&mut self, name: &Arc<str>, value: Value) {
        self.made.retain(|(known, _)| known != name);
        self.made.push((name.clone(), value));
    }

    pub fn bytes(&self) -> usize {
        let event = self.event.as_ref().map_or(0, |event| event.message.len());
        event + 64 * (1 + self.made.len() + self.sides.len())
    }
}
