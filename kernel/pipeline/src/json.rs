//! Values as plain JSON by the model's member names: how calls from inside are kept and made.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use haneul_model::{Kind, Model, ShapeId, Value};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

/// Reads `json` as the shape says; unknown members are refused, since nobody but us writes them.
pub fn read(model: &'static Model, shape: ShapeId, json: &Json) -> Result<Value, String> {
    let shape = model.shape(shape);
    let wrong = || format!("{json} is no {}", shape.name);
    Ok(match (&shape.kind, json) {
        (_, Json::Null) => Value::Null,
        (Kind::Structure { document: true, .. }, json) => Value::Document(json.clone()),
        (Kind::Structure { .. }, Json::Object(fields)) => {
            let mut read_fields = Vec::with_capacity(fields.len());
            for (name, value) in fields {
                let member = shape
                    .member(name)
                    .ok_or_else(|| format!("{} has no member {name}", shape.name))?;
                read_fields.push((member.name, read(model, member.shape, value)?));
            }
            Value::Struct(read_fields)
        }
        (Kind::List { member, .. }, Json::Array(items)) => Value::List(
            items
                .iter()
                .map(|item| read(model, member.shape, item))
                .collect::<Result<_, _>>()?,
        ),
        (Kind::Map { value, .. }, Json::Object(entries)) => Value::Map(
            entries
                .iter()
                .map(|(key, entry)| Ok((key.clone(), read(model, value.shape, entry)?)))
                .collect::<Result<_, String>>()?,
        ),
        (Kind::String, Json::String(text)) => Value::Str(text.clone()),
        (Kind::Blob, Json::String(text)) => {
            Value::Blob(BASE64_STANDARD.decode(text).map_err(|_| wrong())?.into())
        }
        (Kind::Boolean, Json::Bool(flag)) => Value::Bool(*flag),
        (Kind::Integer | Kind::Long, json) => Value::Int(json.as_i64().ok_or_else(wrong)?),
        (Kind::Float | Kind::Double, json) => Value::Float(json.as_f64().ok_or_else(wrong)?),
        (Kind::Timestamp, Json::String(text)) => Value::Time(text.parse().map_err(|_| wrong())?),
        (Kind::Timestamp, json) => {
            let seconds = json.as_f64().ok_or_else(wrong)?;
            let micros = (seconds * 1e6).round() as i64;
            Value::Time(Timestamp::from_microsecond(micros).map_err(|_| wrong())?)
        }
        _ => return Err(wrong()),
    })
}

pub fn write(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(flag) => json!(flag),
        Value::Int(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Str(text) => json!(text),
        Value::Blob(bytes) => json!(BASE64_STANDARD.encode(bytes)),
        Value::Time(time) => json!(time.as_millisecond() as f64 / 1e3),
        Value::List(items) => Json::Array(items.iter().map(write).collect()),
        Value::Map(entries) => Json::Object(
            entries
                .iter()
                .map(|(key, entry)| (key.clone(), write(entry)))
                .collect(),
        ),
        Value::Struct(fields) => Json::Object(
            fields
                .iter()
                .filter(|(_, field)| !field.is_null())
                .map(|(name, field)| ((*name).to_owned(), write(field)))
                .collect::<Map<_, _>>(),
        ),
        Value::Document(json) => json.clone(),
    }
}
