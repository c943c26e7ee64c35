//! What a tag may look like, and how many there may be.

use crate::errors;
use crate::limits::TAGS;
use crate::shapes::Tag;
use haneul_pipeline::AwsError;

/// The tags of a new table.
pub fn of(given: &[Tag]) -> Result<Vec<(String, String)>, AwsError> {
    let mut tags = Vec::new();
    add(&mut tags, given)?;
    Ok(tags)
}

/// Adds tags, or gives those that are there another value.
pub fn add(tags: &mut Vec<(String, String)>, more: &[Tag]) -> Result<(), AwsError> {
    for (at, tag) in more.iter().enumerate() {
        check(tag)?;
        if more[..at].iter().any(|known| known.key == tag.key) {
            return Err(errors::validation(
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
        match tags.iter_mut().find(|(known, _)| *known == tag.key) {
            Some(known) => known.1.clone_from(&tag.value),
            None => tags.push((tag.key.clone(), tag.value.clone())),
        }
    }
    match tags.len() > TAGS {
        true => Err(errors::limit(format!(
            "Subscriber limit exceeded: There is a limit of {TAGS} tags per resource"
        ))),
        false => Ok(()),
    }
}

fn check(tag: &Tag) -> Result<(), AwsError> {
    if tag.key.to_ascii_lowercase().starts_with("aws:") {
        return Err(errors::validation(
            "One or more tag keys are reserved: keys that begin with 'aws:' cannot be set",
        ));
    }
    match tag.key.chars().chain(tag.value.chars()).all(fits) {
        true => Ok(()),
        false => Err(errors::validation(
            "Tag keys and values may contain only letters, numbers, spaces and _ . : / = + - @",
        )),
    }
}

fn fits(c: char) -> bool {
    c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c)
}
