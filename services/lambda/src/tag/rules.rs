//! What a tag may look like, and how many there may be.

use crate::{errors, limits};
use haneul_pipeline::AwsError;
use haneul_pipeline::tags::Rules;

const RULES: Rules = Rules {
    most: limits::TAGS,
    reserved: || errors::invalid("System tags cannot be added/updated by requester."),
    too_many: || errors::invalid("Number of tags exceeds function tag limit."),
};

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<(String, String)>) -> Result<(), AwsError> {
    RULES.put(own, tags)
}
