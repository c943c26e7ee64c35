//! What a tag may look like, and how many a queue may have.

use crate::errors;
use crate::limits::{TAG_KEY, TAG_VALUE, TAGS};
use haneul_pipeline::AwsError;

pub fn check(tags: &[(String, String)]) -> Result<(), AwsError> {
    if tags.len() > TAGS {
        return Err(errors::invalid_parameter(format!(
            "Too many tags for the queue, the maximum is {TAGS}."
        )));
    }
    for (key, value) in tags {
        check_key(key)?;
        if value.chars().count() > TAG_VALUE || !value.chars().all(is_tag_char) {
            return Err(errors::invalid_parameter(format!(
                "Tag value '{value}' is invalid: it must be 0 to {TAG_VALUE} letters, digits, \
                 white space and + - = . _ : / @ in length."
            )));
        }
    }
    Ok(())
}

fn check_key(key: &str) -> Result<(), AwsError> {
    if key.to_ascii_lowercase().starts_with("aws:") {
        return Err(errors::invalid_parameter(
            "Tag keys starting with 'aws:' are reserved for system use.",
        ));
    }
    let length = key.chars().count();
    if !(1..=TAG_KEY).contains(&length) || !key.chars().all(is_tag_char) {
        return Err(errors::invalid_parameter(format!(
            "Tag key '{key}' is invalid: it must be 1 to {TAG_KEY} letters, digits, white space \
             and + - = . _ : / @ in length."
        )));
    }
    Ok(())
}

fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || "+-=._:/@".contains(c)
}
