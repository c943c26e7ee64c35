//! What a tag may look like, and how many there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use haneul_pipeline::tags::{RESERVED, Rules};

const RULES: Rules = Rules {
    most: limits::TAGS,
    reserved: || errors::invalid(RESERVED),
    too_many: || errors::too_many(),
};

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<Tag>) -> Result<(), AwsError> {
    RULES.put(own, tags.into_iter().map(|tag| (tag.key, tag.value)))
}
