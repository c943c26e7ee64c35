//! Requests and answers as events show them: what the model calls sensitive is hidden, names begin
//! with a small letter, and what is very large is left out.

use super::identity::Seconds;
use base64::display::Base64Display;
use base64::prelude::BASE64_STANDARD;
use haneul_model::{Kind, Model, Shape, ShapeId, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::json;
use std::fmt::{self, Write};

/// Of the JSON; what is larger is left out and said to be.
const MOST: usize = 16_000;

const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// What a request or an answer says; `null` where that is nothing.
pub(super) struct Shown<'a> {
    pub model: &'static Model,
    pub shape: Option<ShapeId>,
    pub value: &'a Value,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(shape) = self.shape else {
            return serializer.serialize_unit();
        };
        let part = Part {
            model: self.model,
            shape,
            value: self.value,
        };
        if part.says_nothing() {
            return serializer.serialize_unit();
        }
        if most(self.value) <= MOST {
            return part.serialize(serializer);
        }
        let mut length = Length(0);
        serde_json::to_writer(&mut length, &part).map_err(serde::ser::Error::custom)?;
        match length.0 > MOST {
            true => json!({ "omitted": true, "originalSize": length.0, "reason": "too large" })
                .serialize(serializer),
            false => part.serialize(serializer),
        }
    }
}

struct Part<'a> {
    model: &'static Model,
    shape: ShapeId,
    value: &'a Value,
}

impl<'a> Part<'a> {
    fn of(&self, shape: ShapeId, value: &'a Value) -> Part<'a> {
        Part {
            model: self.model,
            shape,
            value,
        }
    }

    /// A structure without a member that is known.
    fn says_nothing(&self) -> bool {
        let shape = self.model.shape(self.shape);
        match (&shape.kind, self.value) {
            _ if shape.sensitive => false,
            (Kind::Structure { .. }, Value::Struct(fields)) => !fields
                .iter()
                .any(|(name, value)| is_shown(shape, name, value)),
            (_, value) => matches!(value, Value::Null),
        }
    }
}

fn is_shown(shape: &Shape, name: &str, value: &Value) -> bool {
    says_something(value) && shape.member(name).is_some()
}

/// Bytes, such as a ciphertext or a function's code, are in no event.
fn says_something(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Blob(_))
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shape = self.model.shape(self.shape);
        if shape.sensitive && !matches!(self.value, Value::Null) {
            return serializer.serialize_str(HIDDEN);
        }
        match (&shape.kind, self.value) {
            (Kind::Structure { .. }, Value::Struct(fields)) => {
                let mut members = serializer.serialize_map(None)?;
                for (name, value) in fields {
                    let known = shape.member(name).filter(|_| says_something(value));
                    if let Some(member) = known {
                        let name = Name {
                            is_s3: self.model.id == "s3",
                            name,
                        };
                        members.serialize_entry(&name, &self.of(member.shape, value))?;
                    }
                }
                members.end()
            }
            (Kind::List { member, .. }, Value::List(items)) => {
                serializer.collect_seq(items.iter().map(|item| self.of(member.shape, item)))
            }
            (Kind::Map { value: of, .. }, Value::Map(entries)) => {
                let entries = entries.iter();
                serializer.collect_map(entries.map(|(key, value)| (key, self.of(of.shape, value))))
            }
            (_, value) => plain(value, serializer),
        }
    }
}

fn plain<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Value::Bool(flag) => serializer.serialize_bool(*flag),
        Value::Int(number) => serializer.serialize_i64(*number),
        Value::Float(number) => serializer.serialize_f64(*number),
        Value::Str(text) => serializer.serialize_str(text),
        Value::Blob(bytes) => serializer.collect_str(&Base64Display::new(bytes, &BASE64_STANDARD)),
        Value::Time(time) => serializer.collect_str(&Seconds(*time)),
        Value::Document(document) => document.serialize(serializer),
        Value::Null | Value::List(_) | Value::Map(_) | Value::Struct(_) => {
            serializer.serialize_unit()
        }
    }
}

/// S3's events say `bucketName` for what its model calls `Bucket`.
struct Name<'a> {
    is_s3: bool,
    name: &'a str,
}

impl Serialize for Name<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_s3 && self.name == "Bucket" {
            return f.write_str("bucketName");
        }
        let mut letters = self.name.chars();
        if let Some(first) = letters.next() {
            f.write_char(first.to_ascii_lowercase())?;
        }
        f.write_str(letters.as_str())
    }
}

/// No fewer bytes than the JSON takes, found without writing it.
fn most(value: &Value) -> usize {
    const NUMBER: usize = 32;
    /// A control character takes six.
    const LETTER: usize = 6;
    let text = |text: &str| LETTER * text.len() + 4;
    match value {
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Time(_) => NUMBER,
        Value::Str(own) => text(own),
        Value::Blob(bytes) => 2 * bytes.len() + NUMBER,
        Value::List(items) => 2 + items.iter().map(|item| 1 + most(item)).sum::<usize>(),
        Value::Map(entries) => {
            2 + entries
                .iter()
                .map(|(key, value)| text(key) + 2 + most(value))
                .sum::<usize>()
        }
        Value::Struct(fields) => {
            2 + fields
                .iter()
                .map(|(name, value)| text(name) + 2 + most(value))
                .sum::<usize>()
        }
        // Rare: it is written to see.
        Value::Document(_) => MOST + 1,
    }
}

/// Counts what is written.
struct Length(usize);

impl std::io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn shown(operation: &str, value: &Value) -> serde_json::Value {
        let model = haneul_model::model("iam").unwrap();
        let shown = Shown {
            model,
            shape: model.operation(operation).unwrap().input,
            value,
        };
        serde_json::to_value(&shown).unwrap()
    }

    fn fields(all: &[(&'static str, &str)]) -> Value {
        let value = |text: &str| Value::Str(text.to_owned());
        Value::Struct(
            all.iter()
                .map(|(name, text)| (*name, value(text)))
                .collect(),
        )
    }

    #[test]
    fn names_are_small_and_secrets_hidden() {
        let user = fields(&[
            ("UserName", "alice"),
            ("Password", "secret"),
            ("Unknown", "x"),
        ]);
        let expected = json!({ "userName": "alice", "password": HIDDEN });
        assert_eq!(shown("CreateLoginProfile", &user), expected);
    }

    #[test]
    fn nothing_is_null() {
        assert_eq!(shown("ListUsers", &fields(&[])), json!(null));
        assert_eq!(
            shown("ListUsers", &fields(&[("Unknown", "x")])),
            json!(null)
        );
    }

    #[test]
    fn bytes_are_left_out() {
        let model = haneul_model::model("kms").unwrap();
        let decrypt = Value::Struct(vec![
            ("CiphertextBlob", Value::Blob(Bytes::from(vec![7; 100]))),
            ("KeyId", Value::Str("alias/a".to_owned())),
        ]);
        let shown = Shown {
            model,
            shape: model.operation("Decrypt").unwrap().input,
            value: &decrypt,
        };
        let expected = json!({ "keyId": "alias/a" });
        assert_eq!(serde_json::to_value(&shown).unwrap(), expected);
    }

    #[test]
    fn what_is_large_is_left_out_and_what_only_may_be_is_not() {
        let named = |length: usize| fields(&[("UserName", &"x".repeat(length))]);
        let large = shown("CreateUser", &named(20_000));
        assert_eq!(large["originalSize"], 20_015);
        let name = &shown("CreateUser", &named(10_000))["userName"];
        assert_eq!(name.as_str().map(str::len), Some(10_000));
    }

    #[test]
    fn the_estimate_is_never_too_small() {
        let values = [
            Value::Str("\u{1}\"\\".repeat(50)),
            Value::Blob(Bytes::from(vec![7; 100])),
            Value::Float(-1.234_567_890_123_456_7e-300),
            Value::Int(i64::MIN),
            Value::Time(jiff::Timestamp::MIN),
        ];
        for value in values {
            let mut text = Vec::new();
            plain(&value, &mut serde_json::Serializer::new(&mut text)).unwrap();
            assert!(text.len() <= most(&value), "{value:?}");
        }
    }
}
