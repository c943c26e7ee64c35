//! What a tag may look like, and how many a topic may have.

use crate::errors;
use crate::limits::TAGS;
use haneul_pipeline::AwsError;
use std::collections::HashSet;

pub fn check(tags: &[(String, String)]) -> Result<(), AwsError> {
    let mut seen = HashSet::new();
    for (key, value) in tags {
        if !seen.insert(key) {
            return Err(errors::invalid("Duplicated keys are not allowed."));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::invalid(
                "Tags Reason: System tags cannot be added or updated",
            ));
        }
        if !key.chars().all(is_tag_char) || !value.chars().all(is_tag_char) {
            return Err(errors::invalid("Tags"));
        }
    }
    match tags.len() > TAGS {
        true => Err(errors::too_many_tags()),
        false => Ok(()),
    }
}

fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || "+-=._:/@".contains(c)
}
