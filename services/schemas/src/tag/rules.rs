//! What a tag may look like, and how many there may be.

use crate::{errors, limits};
use haneul_pipeline::AwsError;
use haneul_pipeline::tags::{RESERVED, Rules};

const RULES: Rules = Rules {
    most: limits::TAGS,
    reserved: || errors::bad(RESERVED),
    too_many: || {
        let most = limits::TAGS;
        errors::bad(format!("A resource has at most {most} tags."))
    },
};

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<(String, String)>) -> Result<(), AwsError> {
    RULES.put(own, tags)
}
