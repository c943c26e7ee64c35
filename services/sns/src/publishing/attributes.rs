//! Message attributes: read from requests and checked.

use crate::errors;
use crate::shapes::MessageAttributeValue;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

const NAME: usize = 256;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// `String`, `String.Array`, `Number` or `Binary`.
    pub kind: String,
    pub value: Value,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Text(String),
    /// In base 64.
    Binary(String),
}

impl Attribute {
    pub fn text(&self) -> &str {
        match &self.value {
            Value::Text(text) | Value::Binary(text) => text,
        }
    }

    /// As SendMessage takes it.
    pub fn for_queue(&self) -> Json {
        match &self.value {
            Value::Text(text) => json!({ "DataType": self.kind, "StringValue": text }),
            Value::Binary(text) => json!({ "DataType": self.kind, "BinaryValue": text }),
        }
    }

    fn size(&self) -> usize {
        let value = match &self.value {
            Value::Text(text) => text.len(),
            Value::Binary(text) => text.len() / 4 * 3,
        };
        self.kind.len() + value
    }
}

/// Bytes that count against the limit of a message.
pub fn size(attributes: &[(String, Attribute)]) -> usize {
    let each = attributes.iter().map(|(name, a)| name.len() + a.size());
    each.sum()
}

pub fn read(
    given: Vec<(String, MessageAttributeValue)>,
) -> Result<Vec<(String, Attribute)>, AwsError> {
    let mut read = Vec::with_capacity(given.len());
    for (name, value) in given {
        check_name(&name)?;
        let attribute = one(&name, value)?;
        read.push((name, attribute));
    }
    Ok(read)
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
    if name.is_empty() || name.len() > NAME {
        return Err(errors::parameter_value(
            "Length of message attribute name must be between 1 and 256 bytes.",
        ));
    }
    let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    match dots || !name.bytes().all(plain) {
        true => Err(errors::parameter_value(format!(
            "Invalid non-alphanumeric character was found in the message attribute name '{name}'. \
             Can only include alphanumeric characters, hyphens, underscores, or dots."
        ))),
        false => Ok(()),
    }
}

fn one(name: &str, given: MessageAttributeValue) -> Result<Attribute, AwsError> {
    let kind = given.data_type;
    if kind.is_empty() {
        return Err(errors::parameter_value(format!(
            "The message attribute '{name}' must contain non-empty message attribute type."
        )));
    }
    let base = kind.split('.').next().unwrap_or_default();
    if !["String", "Number", "Binary"].contains(&base) || kind.len() > NAME {
        return Err(errors::parameter_value(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of \
             supported type prefixes is Binary, Number, and String."
        )));
    }
    let value = match (base, given.string_value, given.binary_value) {
        ("Binary", None, Some(bytes)) if !bytes.is_empty() => {
            Value::Binary(BASE64_STANDARD.encode(bytes))
        }
        ("String" | "Number", Some(text), None) if !text.is_empty() => Value::Text(text),
        _ => {
            return Err(errors::parameter_value(format!(
                "The message attribute '{name}' must contain non-empty message attribute value for \
                 message attribute type '{base}'."
            )));
        }
    };
    check_value(name, &kind, &value)?;
    Ok(Attribute { kind, value })
}

fn check_value(name: &str, kind: &str, value: &Value) -> Result<(), AwsError> {
    let Value::Text(text) = value else {
        return Ok(());
    };
    let number = text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    if kind.starts_with("Number") && !number {
        return Err(errors::parameter_value(format!(
            "Could not cast message attribute '{name}' value to number."
        )));
    }
    Ok(())
}
