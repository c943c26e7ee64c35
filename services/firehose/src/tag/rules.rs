//! What a tag may look like, and how many there may be.

use crate::errors;
use crate::limits::TAGS;
use crate::shapes::Tag;
use haneul_pipeline::AwsError;

pub fn pairs(tags: Vec<Tag>) -> Vec<(String, String)> {
    let tags = tags.into_iter();
    tags.map(|tag| (tag.key, tag.value.unwrap_or_default()))
        .collect()
}

pub fn check(tags: &[(String, String)]) -> Result<(), AwsError> {
    if tags.len() > TAGS {
        return Err(errors::limit(format!(
            "A delivery stream can have at most {TAGS} tags."
        )));
    }
    match tags
        .iter()
        .find(|(key, _)| key.to_ascii_lowercase().starts_with("aws:"))
    {
        Some(_) => Err(errors::argument(
            "Tag keys starting with 'aws:' are reserved for system use.",
        )),
        None => Ok(()),
    }
}
