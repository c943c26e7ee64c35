//! A bucket is reached through its own region.

use super::Bucket;
use crate::errors;
use haneul_pipeline::{AwsError, Call};

/// Refuses a call that came to another region, in the words that make clients come again.
pub fn check(call: &Call, bucket: &Bucket) -> Result<(), AwsError> {
    // Whoever signs nothing names no region.
    if call.region == bucket.region || !call.request.names_region {
        return Ok(());
    }
    // Services inside the cloud follow the bucket.
    if call.caller.source.is_some() {
        return Ok(());
    }
    Err(match is_global(&call.request.host) {
        true => errors::wrong_signing_region(&call.region, &bucket.region),
        false => errors::permanent_redirect(&bucket.name, &bucket.region),
    })
}

/// The endpoint without a region leads every bucket's calls to the right one, where only the
/// signature is wrong.
fn is_global(host: &str) -> bool {
    host == "s3.amazonaws.com" || host.ends_with(".s3.amazonaws.com")
}

/// How `LocationConstraint` writes a region: nothing for the oldest one.
pub fn constraint(region: &str) -> Option<String> {
    (region != "us-east-1").then(|| region.to_owned())
}

/// The region that a `LocationConstraint` names.
pub fn region(constraint: &str) -> &str {
    match constraint {
        "EU" => "eu-west-1",
        other => other,
    }
}
