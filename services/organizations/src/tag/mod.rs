//! Tags of the root, units, accounts, policies and the resource policy.

use crate::{errors, limits, shapes};
use haneul_pipeline::AwsError;

include!(concat!(env!("OUT_DIR"), "/tag.rs"));

pub type Tags = Vec<(String, String)>;

/// Tags that a thing is made with.
pub fn first(given: Option<Vec<shapes::Tag>>) -> Result<Tags, AwsError> {
    let mut tags = Tags::new();
    put(&mut tags, given.unwrap_or_default())?;
    Ok(tags)
}

/// Adds tags, or replaces those of the same key.
pub fn put(tags: &mut Tags, given: Vec<shapes::Tag>) -> Result<(), AwsError> {
    for (place, tag) in given.iter().enumerate() {
        if tag.key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::input(
                "INVALID_SYSTEM_TAGS_PARAMETER",
                "You specified a tag key that is a system tag. You can't add, edit, or delete \
                 system tag keys because they're reserved for AWS use.",
            ));
        }
        if given[..place].iter().any(|other| other.key == tag.key) {
            return Err(errors::input(
                "DUPLICATE_TAG_KEY",
                "Tag keys must be unique among the tags attached to the same entity.",
            ));
        }
    }
    for shapes::Tag { key, value } in given {
        tags.retain(|(old, _)| *old != key);
        tags.push((key, value));
    }
    if tags.len() > limits::TAGS {
        return Err(errors::constraint(
            "MAX_TAG_LIMIT_EXCEEDED",
            "You have exceeded the number of tags that you can attach to an entity.",
        ));
    }
    tags.sort();
    Ok(())
}
