//! Requests and answers as events show them: what the model calls sensitive is hidden, names begin
//! with a small letter, and what is very large is left out.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use haneul_model::{Kind, Model, ShapeId, Value};
use serde_json::{Map, Value as Json, json};

/// Of the JSON; what is larger is left out and said to be.
const MOST: usize = 16_000;

const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// `null` where there is nothing to show.
pub(super) fn shown(model: &'static Model, shape: Option<ShapeId>, value: &Value) -> Json {
    let Some(shape) = shape else {
        return Json::Null;
    };
    match show(model, shape, value) {
        Json::Object(members) if members.is_empty() => Json::Null,
        shown => shown,
    }
}

/// Cut to what is kept of it, as text.
pub(super) fn bounded(shown: &Json) -> String {
    let text = shown.to_string();
    match text.len() > MOST {
        true => json!({ "omitted": true, "originalSize": text.len(), "reason": "too large" })
            .to_string(),
        false => text,
    }
}

fn show(model: &'static Model, id: ShapeId, value: &Value) -> Json {
    let shape = model.shape(id);
    if shape.sensitive && !matches!(value, Value::Null) {
        return json!(HIDDEN);
    }
    match (&shape.kind, value) {
        (Kind::Structure { .. }, Value::Struct(fields)) => {
            let mut members = Map::new();
            for (name, value) in fields {
                let known = shape.member(name).filter(|_| !matches!(value, Value::Null));
                if let Some(member) = known {
                    let shown = show(model, member.shape, value);
                    members.insert(small(model, name), shown);
                }
            }
            Json::Object(members)
        }
        (Kind::List { member, .. }, Value::List(items)) => items
            .iter()
            .map(|item| show(model, member.shape, item))
            .collect(),
        (Kind::Map { value: of, .. }, Value::Map(entries)) => {
            let entries = entries.iter();
            let shown = entries.map(|(key, value)| (key.clone(), show(model, of.shape, value)));
            Json::Object(shown.collect())
        }
        (_, value) => plain(value),
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Bool(flag) => json!(flag),
        Value::Int(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Str(text) => json!(text),
        Value::Blob(bytes) => json!(BASE64_STANDARD.encode(bytes)),
        Value::Time(time) => json!(super::identity::seconds(*time)),
        Value::Document(document) => document.clone(),
        Value::Null | Value::List(_) | Value::Map(_) | Value::Struct(_) => Json::Null,
    }
}

/// S3's events say `bucketName` for what its model calls `Bucket`.
fn small(model: &Model, name: &str) -> String {
    if model.id == "s3" && name == "Bucket" {
        return "bucketName".to_owned();
    }
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
