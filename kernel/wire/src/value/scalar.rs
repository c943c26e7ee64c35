//! One simple value as text: in XML elements, forms, headers, labels and query strings.

use super::{member, number, time};
use crate::bad::{Read, form};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use haneul_model::{Kind, Member, Model, TimestampFormat, Value};

/// How much a reader forgives.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    /// Times in the one modelled format only, `true` and `false` in lower case only.
    pub(crate) strict: bool,
    pub(crate) time: TimestampFormat,
}

pub(crate) fn read(model: &Model, target: &Member, text: &str, manner: Manner) -> Read<Value> {
    let kind = &model.shape(target.shape).kind;
    if let Kind::String = kind {
        return Ok(Value::Str(text.to_owned()));
    }
    let text = if manner.strict { text } else { text.trim() };
    let read = match kind {
        Kind::Boolean => boolean(text, manner.strict).map(Value::Bool),
        Kind::Integer | Kind::Long => number::parse_int(text)
            .filter(|i| number::in_range(kind, *i))
            .map(Value::Int),
        Kind::Float | Kind::Double => number::parse_float(text).map(Value::Float),
        Kind::Timestamp => {
            let format = member::timestamp_format(model, target, manner.time);
            time::parse(text, format, manner.strict).map(Value::Time)
        }
        Kind::Blob => decode_blob(text).map(Value::Blob),
        _ => None,
    };
    match read {
        Some(value) => Ok(value),
        None => form(format!(
            "Invalid value for {}: {}",
            target.name,
            describe(kind)
        )),
    }
}

fn boolean(text: &str, strict: bool) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ if strict => None,
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn describe(kind: &Kind) -> &'static str {
    match kind {
        Kind::Boolean => "must be a boolean",
        Kind::Integer | Kind::Long => "must be an integer",
        Kind::Float | Kind::Double => "must be a number",
        Kind::Timestamp => "must be a timestamp",
        Kind::Blob => "must be base64 encoded",
        _ => "has the wrong type",
    }
}

pub(crate) fn decode_blob(text: &str) -> Option<Bytes> {
    STANDARD.decode(text).ok().map(Bytes::from)
}

pub(crate) fn encode_blob(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Text of a simple value; `None` for collections and null.
pub(crate) fn write(
    model: &Model,
    target: &Member,
    value: &Value,
    default: TimestampFormat,
) -> Option<String> {
    Some(match value {
        Value::Str(text) => text.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number::format_float(*number),
        Value::Blob(bytes) => encode_blob(bytes),
        Value::Time(at) => {
            let format = member::timestamp_format(model, target, default);
            time::format(*at, format, member::writes_millis(model))
        }
        Value::Document(json) => json.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) | Value::Struct(_) => return None,
    })
}
