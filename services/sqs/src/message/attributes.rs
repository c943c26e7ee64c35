//! Message attributes: read from requests and checked.

use crate::errors;
use crate::limits::{MESSAGE_ATTRIBUTE_NAME, MESSAGE_ATTRIBUTES};
use crate::message::row::{Attribute, AttributeValue};
use crate::message::text;
use crate::shapes::MessageAttributeValue;
use haneul_pipeline::AwsError;

pub fn read(
    given: Vec<(String, MessageAttributeValue)>,
) -> Result<Vec<(String, Attribute)>, AwsError> {
    if given.len() > MESSAGE_ATTRIBUTES {
        return Err(errors::invalid_parameter(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [{MESSAGE_ATTRIBUTES}].",
            given.len()
        )));
    }
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
    if name.is_empty() || name.len() > MESSAGE_ATTRIBUTE_NAME || !name.bytes().all(plain) {
        return Err(errors::invalid_parameter(format!(
            "The message attribute name '{name}' is invalid. It must be 1 to 256 characters \
             A-Z, a-z, 0-9, underscore, hyphen or period long."
        )));
    }
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("aws.") || lower.starts_with("amazon.") {
        return Err(errors::invalid_parameter(format!(
            "The message attribute name '{name}' is invalid. It must not start with AWS. or \
             Amazon. (or any casing variants)."
        )));
    }
    if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        return Err(errors::invalid_parameter(format!(
            "The message attribute name '{name}' is invalid. It must not start or end with a \
             period, nor have periods in succession."
        )));
    }
    Ok(())
}

fn one(name: &str, given: MessageAttributeValue) -> Result<Attribute, AwsError> {
    if given.string_list_values.is_some_and(|l| !l.is_empty())
        || given.binary_list_values.is_some_and(|l| !l.is_empty())
    {
        return Err(errors::invalid_parameter(
            "Message attribute list values in SendMessage operation are not supported.",
        ));
    }
    let kind = check_type(name, &given.data_type)?;
    let value = match (kind, given.string_value, given.binary_value) {
        ("Binary", None, Some(bytes)) if !bytes.is_empty() => {
            AttributeValue::Binary(bytes.to_vec())
        }
        ("String" | "Number", Some(text), None) if !text.is_empty() => {
            check_text(name, kind, &text)?;
            AttributeValue::Text(text)
        }
        _ => return Err(empty(name, kind)),
    };
    Ok(Attribute {
        data_type: given.data_type,
        value,
    })
}

fn empty(name: &str, kind: &str) -> AwsError {
    errors::invalid_parameter(format!(
        "The message attribute '{name}' must contain non-empty message attribute value for \
         message attribute type '{kind}'."
    ))
}

/// The type without its label.
fn check_type<'t>(name: &str, data_type: &'t str) -> Result<&'t str, AwsError> {
    if data_type.is_empty() {
        return Err(errors::invalid_parameter(format!(
            "The message attribute '{name}' must contain non-empty message attribute type."
        )));
    }
    let kind = data_type
        .split_once('.')
        .map_or(data_type, |(kind, _)| kind);
    if data_type.len() > MESSAGE_ATTRIBUTE_NAME || !["String", "Number", "Binary"].contains(&kind) {
        return Err(errors::invalid_parameter(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of \
             supported type prefixes is Binary, Number, and String."
        )));
    }
    Ok(kind)
}

fn check_text(name: &str, kind: &str, value: &str) -> Result<(), AwsError> {
    if !text::is_valid(value) {
        return Err(errors::message_contents());
    }
    if kind == "Number" && !value.parse::<f64>().is_ok_and(f64::is_finite) {
        return Err(errors::invalid_parameter(format!(
            "Can't cast the value of message (user) attribute '{name}' to a number."
        )));
    }
    Ok(())
}
