//! What a tag may look like, and how many there may be.

use crate::address::Address;
use crate::errors;
use crate::limits::TAGS;
use haneul_pipeline::AwsError;

pub fn check(address: &Address, tags: &[(String, String)]) -> Result<(), AwsError> {
    if tags.len() > TAGS {
        return Err(errors::argument(format!(
            "Failed to add tags to stream {} under account {} because a given stream cannot have \
             more than {TAGS} tags associated with it.",
            address.name, address.account
        )));
    }
    for (key, value) in tags {
        check_key(key)?;
        if value.chars().count() > 256 || !value.chars().all(fits) {
            return Err(errors::argument(
                "Some of the tags contain invalid characters. Valid characters: Unicode letters, \
                 digits, white space, _ . / = + - % @.",
            ));
        }
    }
    Ok(())
}

pub fn check_key(key: &str) -> Result<(), AwsError> {
    if key.to_ascii_lowercase().starts_with("aws:") {
        return Err(errors::argument(
            "Tag keys starting with 'aws:' are reserved for system use.",
        ));
    }
    match (1..=128).contains(&key.chars().count()) && key.chars().all(fits) {
        true => Ok(()),
        false => Err(errors::argument(
            "Some of the tags contain invalid characters. Valid characters: Unicode letters, \
             digits, white space, _ . / = + - % @.",
        )),
    }
}

fn fits(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || "_./=+-%@:".contains(c)
}

/// Adds tags, or gives those that are there another value.
pub fn add(tags: &mut Vec<(String, String)>, more: Vec<(String, String)>) {
    for (key, value) in more {
        match tags.iter_mut().find(|(known, _)| *known == key) {
            Some(tag) => tag.1 = value,
            None => tags.push((key, value)),
        }
    }
}
