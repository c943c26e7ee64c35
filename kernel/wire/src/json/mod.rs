//! JSON bodies: awsJson 1.0 and 1.1, and the bodies and payloads of restJson.

mod document;
mod read;
mod scan;
mod write;

pub(crate) use write::Writer;

use crate::bad::{Bad, Read, form};
use haneul_model::{Member, Model, Operation, Protocol, ShapeId, Value};
use read::Reader;
use scan::Scanner;

/// The input of a JSON RPC operation. An empty body stands for an empty object.
pub(crate) fn decode(model: &'static Model, op: &'static Operation, body: &[u8]) -> Read<Value> {
    let text = as_text(body)?;
    match op.input {
        Some(id) if !text.trim_ascii().is_empty() => structure(model, id, text, Protocol::Json11),
        _ => Ok(Value::Struct(Vec::new())),
    }
}

/// A body that is one structure. Members bound to other places than the body are not read.
pub(crate) fn structure(
    model: &'static Model,
    id: ShapeId,
    text: &str,
    protocol: Protocol,
) -> Read<Value> {
    let mut reader = Reader::new(model, text, protocol);
    let value = reader.top(model.shape(id))?;
    reader.end()?;
    Ok(value)
}

/// A payload of any kind: a structure, a union, a document, a list.
pub(crate) fn payload(
    model: &'static Model,
    member: &'static Member,
    text: &str,
    protocol: Protocol,
) -> Read<Value> {
    let mut reader = Reader::new(model, text, protocol);
    let value = reader.value(member, 0)?;
    reader.end()?;
    Ok(value)
}

/// The text of a free-form document.
pub(crate) fn is_well_formed(text: &str) -> bool {
    let mut scanner = Scanner::new(text);
    scanner.skip(0).is_ok() && scanner.end().is_ok()
}

pub(crate) fn as_text(body: &[u8]) -> Read<&str> {
    std::str::from_utf8(body).map_err(|_| Bad::Form("The body is not UTF-8.".into()))
}

/// RPC protocols write the members' own names.
fn json_name(member: &Member, rest: bool) -> &'static str {
    match member.location_name {
        Some(name) if rest => name,
        _ => member.name,
    }
}

fn unexpected<T>(found: u8, wanted: &'static str) -> Read<T> {
    let found = match found {
        b'"' => "STRING_VALUE",
        b't' => "TRUE_VALUE",
        b'f' => "FALSE_VALUE",
        b'n' => "NULL_VALUE",
        b'-' | b'0'..=b'9' => "NUMBER_VALUE",
        b'{' => return form("Start of structure or map found where not expected."),
        b'[' => return form("Start of list found where not expected."),
        _ => return form("The JSON is not well-formed."),
    };
    form(format!("{found} cannot be converted to {wanted}"))
}
