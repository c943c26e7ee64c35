//! An answer as the command line shows it.

use super::arguments::streamed_output;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_model::{Kind, Member, Model, Operation, Protocol, ShapeId};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// Times are written out; a body that came beside the answer is a member like any other.
pub fn answer(
    model: &'static Model,
    operation: &'static Operation,
    output: &Json,
    body: &Bytes,
) -> Json {
    let mut shown = match operation.output {
        Some(shape) => value(model, shape, output),
        None => json!({}),
    };
    if shown.is_null() {
        shown = json!({});
    }
    if let Some(name) = streamed_output(model, operation) {
        // What does not stream is among the rest.
        let among = shown[name].as_str();
        let among = among.and_then(|text| BASE64_STANDARD.decode(text).ok());
        let bytes = among.unwrap_or_else(|| body.to_vec());
        shown[name] = json!(String::from_utf8_lossy(&bytes));
    }
    shown
}

fn value(model: &Model, id: ShapeId, json: &Json) -> Json {
    let shape = model.shape(id);
    match (&shape.kind, json) {
        (Kind::Structure { .. }, Json::Object(fields)) => fields
            .iter()
            .filter(|(name, field)| !vanishes(model, shape.member(name), field))
            .map(|(name, field)| {
                let member = shape.member(name);
                let shown = member.map(|m| value(model, m.shape, field));
                (name.clone(), shown.unwrap_or_else(|| field.clone()))
            })
            .collect(),
        (Kind::Map { value: of, .. }, Json::Object(entries)) => entries
            .iter()
            .map(|(key, entry)| (key.clone(), value(model, of.shape, entry)))
            .collect(),
        (Kind::List { member, .. }, Json::Array(items)) => items
            .iter()
            .map(|item| value(model, member.shape, item))
            .collect(),
        (Kind::Timestamp, Json::Number(seconds)) => time(seconds.as_f64().unwrap_or_default()),
        (_, other) => other.clone(),
    }
}

/// In XML a flattened list without elements leaves no trace.
fn vanishes(model: &Model, member: Option<&Member>, field: &Json) -> bool {
    let xml = [Protocol::RestXml, Protocol::Query, Protocol::Ec2];
    let flattened = |m: &Member| {
        let of_shape = matches!(
            model.shape(m.shape).kind,
            Kind::List {
                flattened: true,
                ..
            }
        );
        m.flattened || of_shape
    };
    let protocol = model.metadata.protocols.first();
    protocol.is_some_and(|p| xml.contains(p))
        && member.is_some_and(flattened)
        && field.as_array().is_some_and(Vec::is_empty)
}

/// `2026-01-31T12:00:00+00:00`
fn time(seconds: f64) -> Json {
    let micros = (seconds * 1e6).round() as i64;
    let Ok(at) = Timestamp::from_microsecond(micros) else {
        return json!(seconds);
    };
    let fraction = if micros % 1_000_000 == 0 { "" } else { ".%6f" };
    json!(
        at.strftime(&format!("%Y-%m-%dT%H:%M:%S{fraction}+00:00"))
            .to_string()
    )
}
