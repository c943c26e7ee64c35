//! What a tag may look like, and how many there may be.

use crate::errors;
use crate::limits::TAGS;
use haneul_pipeline::AwsError;

pub fn check(tags: &[(String, String)]) -> Result<(), AwsError> {
    if tags.len() > TAGS {
        return Err(errors::too_many_tags());
    }
    match tags
        .iter()
        .any(|(key, _)| key.to_ascii_lowercase().starts_with("aws:"))
    {
        true => Err(errors::parameter(
            "Tag keys starting with 'aws:' are reserved for system use.",
        )),
        false => Ok(()),
    }
}

/// Adds tags, or gives those that are there another value.
pub fn add(tags: &mut Vec<(String, String)>, more: Vec<(String, String)>) -> Result<(), AwsError> {
    for (key, value) in more {
        match tags.iter_mut().find(|(known, _)| *known == key) {
            Some(tag) => tag.1 = value,
            None => tags.push((key, value)),
        }
    }
    check(tags)
}
