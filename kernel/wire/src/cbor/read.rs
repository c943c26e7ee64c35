//! Reads CBOR straight into a value, guided by the shape.

use super::Times;
use super::scan::{Count, Head, Scanner, malformed};
use crate::bad::{Read, form};
use crate::value::member::{find, set};
use crate::value::{MAX_DEPTH, number, time};
use bytes::Bytes;
use haneul_model::{Fields, Kind, Member, Model, Shape, TimestampFormat, Value};
use serde_json::Value as Json;
use std::borrow::Cow;

struct Reader<'a> {
    model: &'static Model,
    times: Times,
    scan: Scanner<'a>,
}

pub(super) fn structure(
    model: &'static Model,
    shape: &'static Shape,
    times: Times,
    body: &[u8],
) -> Read<Value> {
    let scan = Scanner::new(body);
    let mut reader = Reader { model, times, scan };
    let Head::Map(length) = reader.scan.untagged()?.0 else {
        return form("The body is not a map.");
    };
    let fields = reader.fields(shape.members(), length, 0)?;
    if !reader.scan.is_at_end() {
        return Err(malformed());
    }
    Ok(Value::Struct(fields))
}

impl<'a> Reader<'a> {
    /// A value; `None` where it is null.
    fn value(&mut self, member: &'static Member, depth: usize) -> Read<Option<Value>> {
        if depth > MAX_DEPTH {
            return form("The CBOR is nested too deeply.");
        }
        let (head, tag) = self.scan.untagged()?;
        if matches!(head, Head::Null | Head::Undefined) {
            return Ok(None);
        }
        let shape = self.model.shape(member.shape);
        let value = match (&shape.kind, head) {
            (Kind::Structure { document: true, .. }, head) => {
                Value::Document(self.document(head, depth)?)
            }
            (Kind::Structure { members, union, .. }, Head::Map(length)) => {
                let fields = self.fields(members, length, depth)?;
                if *union && fields.len() != 1 {
                    return form("A union must have exactly one known member.");
                }
                Value::Struct(fields)
            }
            (Kind::List { member, sparse, .. }, Head::Array(length)) => {
                self.list(member, *sparse, length, depth)?
            }
            (Kind::Map { value, sparse, .. }, Head::Map(length)) => {
                self.map(value, *sparse, length, depth)?
            }
            (Kind::String, Head::Text(length)) => Value::Str(self.scan.text(length)?.into_owned()),
            (Kind::Blob, Head::Bytes(length)) => {
                Value::Blob(Bytes::from(self.scan.bytes(length)?.into_owned()))
            }
            (Kind::Timestamp, head) => timestamp(&mut self.scan, head, tag, self.times)?,
            (kind, head) => match simple(kind, head) {
                Some(value) => value,
                None => return form(format!("{} has the wrong type.", member.name)),
            },
        };
        Ok(Some(value))
    }

    fn key(&mut self) -> Read<Cow<'a, str>> {
        match self.scan.head()? {
            Head::Text(length) => self.scan.text(length),
            _ => form("A key is not a string."),
        }
    }

    fn fields(
        &mut self,
        members: &'static [Member],
        length: Option<u64>,
        depth: usize,
    ) -> Read<Fields> {
        let mut fields = Vec::new();
        let mut count = Count::new(length);
        let mut hint = 0;
        while self.scan.more(&mut count)? {
            let key = self.key()?;
            match find(members, &mut hint, |m| m.name == key) {
                Some(member) => {
                    if let Some(value) = self.value(member, depth + 1)? {
                        set(&mut fields, member.name, value);
                    }
                }
                None => self.scan.skip(depth + 1)?,
            }
        }
        Ok(fields)
    }

    fn list(
        &mut self,
        member: &'static Member,
        sparse: bool,
        length: Option<u64>,
        depth: usize,
    ) -> Read<Value> {
        let mut items = Vec::new();
        let mut count = Count::new(length);
        while self.scan.more(&mut count)? {
            items.push(self.element(member, sparse, depth)?);
        }
        Ok(Value::List(items))
    }

    fn map(
        &mut self,
        member: &'static Member,
        sparse: bool,
        length: Option<u64>,
        depth: usize,
    ) -> Read<Value> {
        let mut entries = Vec::new();
        let mut count = Count::new(length);
        while self.scan.more(&mut count)? {
            let key = self.key()?.into_owned();
            entries.push((key, self.element(member, sparse, depth)?));
        }
        Ok(Value::Map(entries))
    }

    fn element(&mut self, member: &'static Member, sparse: bool, depth: usize) -> Read<Value> {
        match self.value(member, depth + 1)? {
            Some(value) => Ok(value),
            None if sparse => Ok(Value::Null),
            None => form("A list or map holds a null."),
        }
    }

    fn document(&mut self, head: Head, depth: usize) -> Read<Json> {
        if depth > MAX_DEPTH {
            return form("The CBOR is nested too deeply.");
        }
        Ok(match head {
            Head::Unsigned(n) => n.into(),
            Head::Negative(n) => (-1 - i128::from(n))
                .try_into()
                .map_or(Json::Null, |n: i64| n.into()),
            Head::Text(length) => self.scan.text(length)?.into_owned().into(),
            Head::Bool(flag) => flag.into(),
            Head::Null | Head::Undefined => Json::Null,
            Head::Float(float) => float.into(),
            Head::Array(length) => {
                let mut items = Vec::new();
                let mut count = Count::new(length);
                while self.scan.more(&mut count)? {
                    let head = self.scan.untagged()?.0;
                    items.push(self.document(head, depth + 1)?);
                }
                Json::Array(items)
            }
            Head::Map(length) => {
                let mut map = serde_json::Map::new();
                let mut count = Count::new(length);
                while self.scan.more(&mut count)? {
                    let key = self.key()?.into_owned();
                    let head = self.scan.untagged()?.0;
                    map.insert(key, self.document(head, depth + 1)?);
                }
                Json::Object(map)
            }
            Head::Bytes(_) | Head::Tag(_) | Head::Break => return Err(malformed()),
        })
    }
}

/// Numbers may come in any form that holds their value.
fn simple(kind: &Kind, head: Head) -> Option<Value> {
    match (kind, head) {
        (Kind::Boolean, Head::Bool(flag)) => Some(Value::Bool(flag)),
        (Kind::Integer | Kind::Long, head) => {
            let value = integer(head)?;
            number::in_range(kind, value).then_some(Value::Int(value))
        }
        (Kind::Float | Kind::Double, head) => float(head).map(Value::Float),
        _ => None,
    }
}

fn integer(head: Head) -> Option<i64> {
    match head {
        Head::Unsigned(n) => i64::try_from(n).ok(),
        Head::Negative(n) => i64::try_from(n).ok().map(|n| -1 - n),
        Head::Float(float) => number::whole(float),
        _ => None,
    }
}

fn float(head: Head) -> Option<f64> {
    match head {
        Head::Float(float) => Some(float),
        Head::Unsigned(n) => Some(n as f64),
        Head::Negative(n) => Some(-1.0 - n as f64),
        _ => None,
    }
}

/// Tag 1 holds seconds (or milliseconds), tag 0 a text.
fn timestamp(scan: &mut Scanner<'_>, head: Head, tag: Option<u64>, times: Times) -> Read<Value> {
    let seconds = |count: f64| match times {
        Times::Seconds => count,
        Times::Milliseconds => count / 1000.0,
    };
    let at = match head {
        Head::Text(length) if tag != Some(1) => {
            time::parse(&scan.text(length)?, TimestampFormat::Iso8601, false)
        }
        head if tag != Some(0) => float(head).map(seconds).and_then(time::from_seconds),
        _ => None,
    };
    match at {
        Some(at) => Ok(Value::Time(at)),
        None => form("A timestamp is not in its format."),
    }
}
