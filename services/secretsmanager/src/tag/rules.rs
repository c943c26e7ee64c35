//! What a tag may look like, and how many there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use haneul_pipeline::tags::{RESERVED, Rules};

const RULES: Rules = Rules {
    most: limits::TAGS,
    reserved: || errors::parameter(RESERVED),
    too_many: || {
        let most = limits::TAGS;
        errors::parameter(format!(
            "You can't have more than {most} tags attached to a secret."
        ))
    },
};

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<Tag>) -> Result<(), AwsError> {
    let pair = |tag: Tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default());
    let tags: Vec<_> = tags.into_iter().map(pair).collect();
    match tags.iter().any(|(key, _)| key.is_empty()) {
        true => Err(errors::parameter("A tag must have a key.")),
        false => RULES.put(own, tags),
    }
}
