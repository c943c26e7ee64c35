//! What a tag may look like, and how many there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<Tag>) -> Result<(), AwsError> {
    for Tag { tag_key, tag_value } in tags {
        if tag_key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::tag(
                "aws: prefixed tag key names are not allowed for external use.",
            ));
        }
        match own.iter_mut().find(|(known, _)| *known == tag_key) {
            Some(known) => known.1 = tag_value,
            None => own.push((tag_key, tag_value)),
        }
    }
    match own.len() <= limits::TAGS {
        true => Ok(()),
        false => Err(errors::tag("Too many tags")),
    }
}
