//! What a tag may look like, and how many there may be.

use crate::{errors, limits};
use haneul_pipeline::AwsError;

/// Adds tags, or gives those there are another value.
pub fn put(own: &mut Vec<(String, String)>, tags: Vec<(String, String)>) -> Result<(), AwsError> {
    for (key, value) in tags {
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::bad(
                "Tag keys starting with 'aws:' are reserved for system use.",
            ));
        }
        match own.iter_mut().find(|(known, _)| *known == key) {
            Some(known) => known.1 = value,
            None => own.push((key, value)),
        }
    }
    match own.len() <= limits::TAGS {
        true => Ok(()),
        false => Err(errors::bad(format!(
            "A resource has at most {} tags.",
            limits::TAGS
        ))),
    }
}

/// Of something new.
pub fn fresh(tags: Option<Vec<(String, String)>>) -> Result<Vec<(String, String)>, AwsError> {
    let mut own = Vec::new();
    put(&mut own, tags.unwrap_or_default())?;
    Ok(own)
}
