//! What a tag may look like, and how many there may be.

use crate::shapes::Tag;
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use haneul_pipeline::tags::Rules;

const RULES: Rules = Rules {
    most: limits::TAGS,
    reserved: || errors::value("Tag keys must not start with aws:"),
    too_many: || {
        let most = limits::TAGS;
        errors::value(format!("A resource has at most {most} tags."))
    },
};

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<Tag>) -> Result<(), AwsError> {
    RULES.put(own, tags.into_iter().map(|tag| (tag.key, tag.value)))
}

pub fn of_input(tags: Option<Vec<Tag>>) -> Result<Vec<(String, String)>, AwsError> {
    let mut own = Vec::new();
    put(&mut own, tags.unwrap_or_default())?;
    Ok(own)
}
