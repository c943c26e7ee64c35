//! Members bound to headers.

use crate::bad::{Bad, Read, form};
use crate::request::RequestHead;
use crate::value::member::{timestamp_format, wire_name};
use crate::value::scalar::{self, Manner};
use haneul_model::{Kind, Member, Model, TimestampFormat, Value};

const NOT_TEXT: Bad = Bad::Form(std::borrow::Cow::Borrowed("A header is not UTF-8."));

/// Which names a request's headers may have: an operation of S3 has dozens of members that could
/// come in one, and requests have few.
#[derive(Clone, Copy)]
pub(super) struct Names(u128);

impl Names {
    pub(super) fn of(head: &RequestHead<'_>) -> Names {
        let bits = head.headers.keys().map(|name| Self::bit(name.as_str()));
        Names(bits.fold(0, |all, bit| all | bit))
    }

    /// By length and last letter, whatever its case.
    fn bit(name: &str) -> u128 {
        let last = name.bytes().last().unwrap_or_default() | 0x20;
        1 << ((name.len().wrapping_mul(37) ^ usize::from(last)) % 128)
    }

    fn may_have(self, name: &str) -> bool {
        self.0 & Self::bit(name) != 0
    }
}

pub(super) fn read(
    model: &Model,
    member: &Member,
    head: &RequestHead<'_>,
    names: Names,
    strict: bool,
) -> Read<Option<Value>> {
    let name = wire_name(member);
    if !names.may_have(name) {
        return Ok(None);
    }
    let mut text = String::new();
    for (i, value) in head.headers.get_all(name).iter().enumerate() {
        let line = std::str::from_utf8(value.as_bytes()).map_err(|_| NOT_TEXT)?;
        if i > 0 {
            text.push_str(", ");
        }
        text.push_str(line);
    }
    if text.is_empty() && !head.headers.contains_key(name) {
        return Ok(None);
    }
    value(model, member, &text, strict).map(Some)
}

fn value(model: &Model, member: &Member, text: &str, strict: bool) -> Read<Value> {
    let manner = Manner {
        strict,
        time: TimestampFormat::HttpDate,
    };
    if member.json_value {
        return json_value(text);
    }
    if let Kind::List { member: item, .. } = &model.shape(member.shape).kind {
        let dates = matches!(model.shape(item.shape).kind, Kind::Timestamp)
            && timestamp_format(model, item, manner.time) == TimestampFormat::HttpDate;
        let items = split(text, dates)?;
        let items = items.iter().map(|t| scalar::read(model, item, t, manner));
        return items.collect::<Read<Vec<_>>>().map(Value::List);
    }
    scalar::read(model, member, text, manner)
}

/// A JSON document, base64 encoded. It stays text: services keep it as it is.
fn json_value(text: &str) -> Read<Value> {
    let bytes = scalar::decode_blob(text).filter(|b| !b.is_empty());
    let text = bytes.and_then(|bytes| String::from_utf8(bytes.into()).ok());
    match text.filter(|t| crate::json::is_well_formed(t)) {
        Some(text) => Ok(Value::Str(text)),
        None => form("A header is not base64 encoded JSON."),
    }
}

/// The headers with a prefix, as a map of the rest of their names.
pub(super) fn prefixed(member: &Member, head: &RequestHead<'_>) -> Option<Value> {
    let prefix = member
        .location_name
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut map: Vec<(String, Value)> = Vec::new();
    for (name, value) in head.headers {
        let Some(rest) = name.as_str().strip_prefix(&prefix) else {
            continue;
        };
        let text = String::from_utf8_lossy(value.as_bytes());
        match map.iter_mut().find(|(n, _)| n == rest) {
            Some((_, Value::Str(earlier))) => {
                earlier.push(',');
                earlier.push_str(&text);
            }
            _ => map.push((rest.to_owned(), Value::Str(text.into_owned()))),
        }
    }
    (!map.is_empty()).then_some(Value::Map(map))
}

/// The items of a list: between commas, except in quotes and in dates.
fn split(text: &str, dates: bool) -> Read<Vec<String>> {
    let mut items = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (item, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_item(quoted)?,
            None => plain_item(rest, dates),
        };
        items.push(item);
        rest = match after.trim_start().strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if after.trim().is_empty() => break,
            None => return form("A header list is malformed."),
        };
    }
    Ok(items)
}

fn plain_item(text: &str, dates: bool) -> (String, &str) {
    let commas = text.match_indices(',').map(|(at, _)| at);
    let end = commas
        .into_iter()
        .nth(usize::from(dates))
        .unwrap_or(text.len());
    (text[..end].trim().to_owned(), &text[end..])
}

fn quoted_item(text: &str) -> Read<(String, &str)> {
    let mut item = String::new();
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '"' if !escaped => return Ok((item, &text[at + 1..])),
            other => item.push(other),
        }
        escaped = false;
    }
    form("A header list is malformed.")
}

/// A list as one header line; strings that would be misread are quoted.
pub(crate) fn join(items: &[String], strings: bool) -> String {
    let mut line = String::new();
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            line.push_str(", ");
        }
        if strings && item.contains([',', '"']) {
            line.push('"');
            line.push_str(&item.replace('\\', "\\\\").replace('"', "\\\""));
            line.push('"');
        } else {
            line.push_str(item);
        }
    }
    line
}
