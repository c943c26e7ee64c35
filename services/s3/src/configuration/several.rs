//! Configurations of which a bucket may have many, each by its id.

use crate::bucket::{Bucket, configured};
use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use serde::de::{DeserializeOwned, IgnoredAny};

/// Of each kind.
const MOST: usize = 1_000;
/// Listed at once.
const PAGE: usize = 100;
const ID_LENGTH: usize = 64;

pub struct Page<T> {
    pub rows: Vec<(String, T)>,
    /// The token of the next page.
    pub next: Option<String>,
}

/// The id stands in the URL and in the body, and there is room for one more.
pub fn check_id(
    cx: &mut Cx,
    bucket: &Bucket,
    kind: &str,
    id: &str,
    in_body: &str,
) -> Result<(), AwsError> {
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.is_empty() || id.len() > ID_LENGTH || !id.chars().all(letter) || id != in_body {
        return Err(errors::invalid_argument(
            "The configuration ID is invalid or does not match the ID in the request body.",
            "id",
            id,
        ));
    }
    let others = configured::list::<IgnoredAny>(cx, bucket, kind)?;
    match others.len() >= MOST && !others.iter().any(|(other, _)| other == id) {
        true => Err(AwsError::new(
            "TooManyConfigurations",
            "You are attempting to create a new configuration but have already reached the 1,000-configuration limit.",
        )
        .status(400)),
        false => Ok(()),
    }
}

pub fn no_such(bucket: &Bucket) -> AwsError {
    errors::not_configured(
        "NoSuchConfiguration",
        "The specified configuration does not exist.",
        &bucket.name,
    )
}

pub fn page<T: DeserializeOwned>(
    cx: &mut Cx,
    bucket: &Bucket,
    kind: &str,
    token: Option<&str>,
) -> Result<Page<T>, AwsError> {
    let mut rows = configured::list::<T>(cx, bucket, kind)?;
    if let Some(token) = token {
        let Some(at) = rows.iter().position(|(id, _)| id == token) else {
            return Err(errors::invalid_argument(
                "The continuation token provided is incorrect",
                "continuation-token",
                token,
            ));
        };
        rows.drain(..=at);
    }
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows.last().map(|(id, _)| id.clone()).filter(|_| more);
    Ok(Page { rows, next })
}
