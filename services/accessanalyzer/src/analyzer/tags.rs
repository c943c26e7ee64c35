//! Tags of analyzers.

use crate::errors;
use haneul_pipeline::AwsError;

pub type Tags = Vec<(String, String)>;

const MOST: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

pub fn put(tags: &mut Tags, given: Vec<(String, String)>) -> Result<(), AwsError> {
    for (key, value) in given {
        let length = key.chars().count();
        if length == 0 || length > LONGEST_KEY || key.to_ascii_lowercase().starts_with("aws:") {
            return Err(errors::invalid(
                "A tag key must have 1 to 128 characters and must not begin with aws:",
            ));
        }
        if value.chars().count() > LONGEST_VALUE {
            return Err(errors::invalid(
                "A tag value must have at most 256 characters",
            ));
        }
        match tags.iter_mut().find(|(old, _)| *old == key) {
            Some(old) => old.1 = value,
            None => tags.push((key, value)),
        }
    }
    match tags.len() > MOST {
        true => Err(errors::invalid("A resource can have at most 50 tags")),
        false => Ok(()),
    }
}
