//! Members of an answer that travel in headers or as the status.

use super::set;
use crate::rest::join;
use crate::value::member::{find, wire_name};
use crate::value::scalar;
use haneul_model::{Fields, Kind, Location, Member, Model, Shape, TimestampFormat, Value};
use http::header::{HeaderMap, HeaderName};

/// Writes the bound members; the answer is the status, where a member holds it.
pub(super) fn write(
    model: &Model,
    shape: &Shape,
    fields: &Fields,
    headers: &mut HeaderMap,
) -> Option<u16> {
    let mut status = None;
    let mut hint = 0;
    for (name, value) in fields {
        let Some(member) = find(shape.members(), &mut hint, |m| m.name == *name) else {
            continue;
        };
        match member.location {
            Some(Location::Header) => header(model, member, value, headers),
            Some(Location::Headers) => prefixed(member, value, headers),
            Some(Location::StatusCode) => {
                status = value.as_int().and_then(|code| u16::try_from(code).ok());
            }
            _ => {}
        }
    }
    status
}

fn header(model: &Model, member: &Member, value: &Value, headers: &mut HeaderMap) {
    let Ok(name) = HeaderName::from_bytes(wire_name(member).as_bytes()) else {
        return;
    };
    if let Some(text) = text(model, member, value) {
        set(headers, name, &text);
    }
}

fn text(model: &Model, member: &Member, value: &Value) -> Option<String> {
    let shape = model.shape(member.shape);
    match (value, &shape.kind) {
        (Value::List(items), Kind::List { member: item, .. }) => {
            let strings = matches!(model.shape(item.shape).kind, Kind::String);
            let items = items.iter();
            let texts =
                items.filter_map(|v| scalar::write(model, item, v, TimestampFormat::HttpDate));
            Some(join(&texts.collect::<Vec<_>>(), strings))
        }
        (Value::Str(text), _) if member.json_value => Some(scalar::encode_blob(text.as_bytes())),
        (Value::Document(json), _) if member.json_value => {
            Some(scalar::encode_blob(json.to_string().as_bytes()))
        }
        _ => scalar::write(model, member, value, TimestampFormat::HttpDate),
    }
}

fn prefixed(member: &Member, value: &Value, headers: &mut HeaderMap) {
    let Value::Map(entries) = value else {
        return;
    };
    let prefix = member.location_name.unwrap_or_default();
    for (key, value) in entries {
        let name = HeaderName::from_bytes(format!("{prefix}{key}").as_bytes());
        if let (Ok(name), Some(text)) = (name, value.as_str()) {
            // A header bound by its own name is written later or was written before: it wins.
            if !headers.contains_key(&name) {
                set(headers, name, text);
            }
        }
    }
}
