//! System attributes that come with a message: the trace header.

use crate::errors;
use crate::message::row::{Attribute, AttributeValue};
use crate::message::text;
use crate::shapes::MessageSystemAttributeValue;
use haneul_pipeline::AwsError;

pub const TRACE: &str = "AWSTraceHeader";

pub fn read(given: Vec<(String, MessageSystemAttributeValue)>) -> Result<Option<String>, AwsError> {
    let mut trace = None;
    for (name, value) in given {
        if name != TRACE {
            return Err(errors::invalid_parameter(format!(
                "Message system attribute name '{name}' is invalid."
            )));
        }
        if value.data_type != "String" {
            return Err(errors::invalid_parameter(format!(
                "The message system attribute '{name}' has an invalid message system attribute \
                 type, the set of supported type prefixes is String."
            )));
        }
        let text = value.string_value.filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| {
            errors::invalid_parameter(format!(
                "The message system attribute '{name}' must contain non-empty message system \
                 attribute value for message system attribute type 'String'."
            ))
        })?;
        if !text::is_valid(&text) {
            return Err(errors::message_contents());
        }
        trace = Some(text);
    }
    Ok(trace)
}

/// The trace header as an attribute, for its MD5 sum.
pub fn attribute(trace: &str) -> Attribute {
    Attribute {
        data_type: "String".to_owned(),
        value: AttributeValue::Text(trace.to_owned()),
    }
}
