//! Tags of users, roles, policies and instance profiles. Keys keep the case they were given and
//! are compared without regard to it.

use crate::page::{Page, Paging};
use crate::{errors, limits, shapes};
use haneul_pipeline::AwsError;

pub type Tags = Vec<(String, String)>;

/// Tags that a resource is made with. `quota` names the limit, such as `TagsPerUser`.
pub fn first(given: Option<Vec<shapes::Tag>>, quota: &str) -> Result<Tags, AwsError> {
    let mut tags = Tags::new();
    put(&mut tags, given.unwrap_or_default(), quota)?;
    Ok(tags)
}

/// Adds tags, or replaces those of the same key.
pub fn put(tags: &mut Tags, given: Vec<shapes::Tag>, quota: &str) -> Result<(), AwsError> {
    refuse_repeated(&given)?;
    for shapes::Tag { key, value } in given {
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::reserved_tag());
        }
        tags.retain(|(old, _)| !same(old, &key));
        tags.push((key, value));
    }
    if tags.len() > limits::TAGS_PER_RESOURCE {
        return Err(errors::quota(quota, limits::TAGS_PER_RESOURCE));
    }
    tags.sort_by_key(|(key, _)| key.to_lowercase());
    Ok(())
}

/// Keys that are not there are no error.
pub fn take(tags: &mut Tags, keys: &[String]) {
    tags.retain(|(tag, _)| !keys.iter().any(|key| same(tag, key)));
}

pub fn page(tags: &Tags, paging: &Paging) -> Page<shapes::Tag> {
    let keyed = tags.iter().map(|tag| (tag.0.to_lowercase(), shape(tag)));
    paging.of(keyed)
}

/// Left out where there are none.
pub fn shown(tags: &Tags) -> Option<Vec<shapes::Tag>> {
    (!tags.is_empty()).then(|| all(tags))
}

pub fn all(tags: &Tags) -> Vec<shapes::Tag> {
    tags.iter().map(shape).collect()
}

fn shape((key, value): &(String, String)) -> shapes::Tag {
    shapes::Tag {
        key: key.clone(),
        value: value.clone(),
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn refuse_repeated(given: &[shapes::Tag]) -> Result<(), AwsError> {
    let mut keys: Vec<String> = given.iter().map(|tag| tag.key.to_lowercase()).collect();
    keys.sort_unstable();
    if keys.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(errors::duplicate_tags());
    }
    Ok(())
}
