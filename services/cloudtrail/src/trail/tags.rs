//! Tags of trails.

use crate::{errors, shapes};
use haneul_pipeline::AwsError;

pub type Tags = Vec<(String, String)>;

const MOST: usize = 50;

pub fn put(tags: &mut Tags, given: Vec<shapes::Tag>) -> Result<(), AwsError> {
    for shapes::Tag { key, value } in given {
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::invalid_tag("Tag keys must not begin with aws:."));
        }
        tags.retain(|(old, _)| *old != key);
        tags.push((key, value.unwrap_or_default()));
    }
    match tags.len() > MOST {
        true => Err(errors::too_many_tags()),
        false => Ok(()),
    }
}

pub fn shown(tags: &Tags) -> Vec<shapes::Tag> {
    let shown = tags.iter().map(|(key, value)| shapes::Tag {
        key: key.clone(),
        value: Some(value.clone()),
    });
    shown.collect()
}
