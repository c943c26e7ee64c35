//! Object Lock: of a bucket, and of the versions in it.

use crate::bucket::{self, Bucket};
use crate::errors;
use crate::object::{self, Object};
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

include!(concat!(env!("OUT_DIR"), "/object_lock.rs"));

/// A version in a bucket that can lock it.
fn find(
    cx: &mut Cx,
    bucket: &str,
    key: &str,
    version: Option<&str>,
) -> Result<(Bucket, Object), AwsError> {
    let bucket = bucket::open(cx, bucket)?;
    if bucket.object_lock.is_none() {
        return Err(errors::invalid_request(
            "Bucket is missing Object Lock Configuration",
        ));
    }
    let object = object::existing(cx, &bucket, key, version)?;
    Ok((bucket, Arc::unwrap_or_clone(object)))
}
