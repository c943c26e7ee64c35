//! Writes a value as CBOR, with definite lengths and the shortest heads.

use super::Times;
use crate::value::member::find;
use haneul_model::{Fields, Kind, Member, Model, Shape, Value};
use serde_json::Value as Json;

pub(crate) struct Writer<'a> {
    model: &'a Model,
    times: Times,
    pub(crate) out: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(model: &'a Model, times: Times) -> Self {
        Writer {
            model,
            times,
            out: Vec::with_capacity(256),
        }
    }

    fn head(&mut self, major: u8, number: u64) {
        let major = major << 5;
        let bytes = number.to_be_bytes();
        let (info, width) = match number {
            0..24 => return self.out.push(major | number as u8),
            24..0x100 => (24, 1),
            0x100..0x1_0000 => (25, 2),
            0x1_0000..0x1_0000_0000 => (26, 4),
            _ => (27, 8),
        };
        self.out.push(major | info);
        self.out.extend_from_slice(&bytes[8 - width..]);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.head(3, text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }

    /// A structure; `extra` text entries are written before its members.
    pub(crate) fn structure(&mut self, shape: &Shape, fields: &Fields, extra: &[(&str, &str)]) {
        let members = shape.members();
        let known = || {
            let mut hint = 0;
            let present = fields.iter().filter(|(_, v)| !v.is_null());
            present.filter_map(move |(name, value)| {
                Some((find(members, &mut hint, |m| m.name == *name)?, value))
            })
        };
        self.head(5, (known().count() + extra.len()) as u64);
        for (key, value) in extra {
            self.text(key);
            self.text(value);
        }
        for (member, value) in known() {
            self.text(member.name);
            self.value(member, value);
        }
    }

    /// A map of texts alone.
    pub(crate) fn entries(&mut self, entries: &[(&str, &str)]) {
        self.head(5, entries.len() as u64);
        for (key, value) in entries {
            self.text(key);
            self.text(value);
        }
    }

    fn value(&mut self, member: &Member, value: &Value) {
        let shape = self.model.shape(member.shape);
        match (value, &shape.kind) {
            (Value::Null, _) => self.out.push(0xf6),
            (Value::Bool(flag), _) => self.out.push(if *flag { 0xf5 } else { 0xf4 }),
            (Value::Int(int), _) => self.integer(*int),
            (Value::Float(float), Kind::Float) => self.single(*float),
            (Value::Float(float), _) => self.double(*float),
            (Value::Str(text), _) => self.text(text),
            (Value::Blob(bytes), _) => {
                self.head(2, bytes.len() as u64);
                self.out.extend_from_slice(bytes);
            }
            (Value::Time(at), _) => {
                self.head(6, 1);
                match at.as_millisecond() {
                    millis if self.times == Times::Milliseconds => self.integer(millis),
                    whole if whole % 1000 == 0 => self.integer(whole / 1000),
                    millis => self.double(millis as f64 / 1000.0),
                }
            }
            (Value::Document(json), _) => self.document(json),
            (Value::Struct(fields), Kind::Structure { .. }) => self.structure(shape, fields, &[]),
            (Value::List(items), Kind::List { member, .. }) => {
                self.head(4, items.len() as u64);
                items.iter().for_each(|item| self.value(member, item));
            }
            (Value::Map(entries), Kind::Map { value: member, .. }) => {
                self.head(5, entries.len() as u64);
                for (key, value) in entries {
                    self.text(key);
                    self.value(member, value);
                }
            }
            // A collection where the model has another kind: a handler's mistake, not a crash.
            _ => self.out.push(0xf6),
        }
    }

    fn integer(&mut self, int: i64) {
        match u64::try_from(int) {
            Ok(positive) => self.head(0, positive),
            Err(_) => self.head(1, !int as u64),
        }
    }

    fn single(&mut self, float: f64) {
        self.out.push(0xfa);
        self.out.extend_from_slice(&(float as f32).to_be_bytes());
    }

    fn double(&mut self, float: f64) {
        self.out.push(0xfb);
        self.out.extend_from_slice(&float.to_be_bytes());
    }

    fn document(&mut self, json: &Json) {
        match json {
            Json::Null => self.out.push(0xf6),
            Json::Bool(flag) => self.out.push(if *flag { 0xf5 } else { 0xf4 }),
            Json::Number(number) => match number.as_i64() {
                Some(int) => self.integer(int),
                None => self.double(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => self.text(text),
            Json::Array(items) => {
                self.head(4, items.len() as u64);
                items.iter().for_each(|item| self.document(item));
            }
            Json::Object(map) => {
                self.head(5, map.len() as u64);
                for (key, value) in map {
                    self.text(key);
                    self.document(value);
                }
            }
        }
    }
}
