//! What a tag may look like, and how many there may be.

use crate::errors;
use haneul_pipeline::AwsError;

const MOST: usize = 50;

/// Adds tags, or gives those there are another value.
pub fn put(
    own: &mut Vec<(String, String)>,
    tags: &[(String, String)],
    arn: &str,
) -> Result<(), AwsError> {
    for (key, value) in tags {
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::invalid(
                "Tag keys starting with 'aws:' are reserved for system use",
            ));
        }
        match own.iter_mut().find(|(known, _)| known == key) {
            Some(known) => known.1.clone_from(value),
            None => own.push((key.clone(), value.clone())),
        }
    }
    match own.len() > MOST {
        true => Err(errors::too_many_tags(arn)),
        false => Ok(()),
    }
}
