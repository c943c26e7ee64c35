//! What a tag may look like, and how many there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<Tag>) -> Result<(), AwsError> {
    for tag in tags {
        if tag.key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::tag(
                "Tag keys starting with 'aws:' are reserved for system use.",
            ));
        }
        let value = tag.value.unwrap_or_default();
        match own.iter_mut().find(|(key, _)| *key == tag.key) {
            Some(known) => known.1 = value,
            None => own.push((tag.key, value)),
        }
    }
    match own.len() <= limits::TAGS {
        true => Ok(()),
        false => Err(errors::too_many_tags()),
    }
}
