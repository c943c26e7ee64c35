//! What a tag may look like, and how many there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use haneul_pipeline::tags::Rules;

const RULES: Rules = Rules {
    most: limits::TAGS,
    reserved: || errors::tag("aws: prefixed tag key names are not allowed for external use."),
    too_many: || errors::tag("Too many tags"),
};

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<Tag>) -> Result<(), AwsError> {
    let pair = |tag: Tag| (tag.tag_key, tag.tag_value);
    RULES.put(own, tags.into_iter().map(pair))
}
