//! What a tag may look like, and how many there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<Tag>) -> Result<(), AwsError> {
    for tag in tags {
        let (key, value) = (tag.key.unwrap_or_default(), tag.value.unwrap_or_default());
        if key.is_empty() {
            return Err(errors::parameter("A tag must have a key."));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::parameter(
                "Tag keys starting with 'aws:' are reserved for system use.",
            ));
        }
        match own.iter_mut().find(|(known, _)| *known == key) {
            Some(known) => known.1 = value,
            None => own.push((key, value)),
        }
    }
    match own.len() <= limits::TAGS {
        true => Ok(()),
        false => Err(errors::parameter(format!(
            "You can't have more than {} tags attached to a secret.",
            limits::TAGS
        ))),
    }
}
