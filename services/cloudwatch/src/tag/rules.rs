//! What a tag may look like, and how many there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;

pub fn of_input(tags: Option<Vec<Tag>>) -> Result<Vec<(String, String)>, AwsError> {
    let mut own = Vec::new();
    put(&mut own, tags.unwrap_or_default())?;
    Ok(own)
}

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<Tag>) -> Result<(), AwsError> {
    for Tag { key, value } in tags {
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::value("Tag keys must not start with aws:"));
        }
        match own.iter_mut().find(|(known, _)| *known == key) {
            Some(known) => known.1 = value,
            None => own.push((key, value)),
        }
    }
    match own.len() <= limits::TAGS {
        true => Ok(()),
        false => Err(errors::value(format!(
            "A resource has at most {} tags.",
            limits::TAGS
        ))),
    }
}
