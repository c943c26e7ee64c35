//! Operations: PutBucketAbac, GetBucketAbac.
//!
//! Whether a bucket's tags have a say in who may do what with it. Until somebody says so, they have
//! none.

use crate::bucket::{self, Bucket, configured};
use crate::errors;
use crate::shapes::{
    AbacStatus, GetBucketAbacOutput, GetBucketAbacRequest, PutBucketAbacOutput,
    PutBucketAbacRequest,
};
use haneul_pipeline::{AwsError, Cx};

const KIND: &str = "abac";
const ENABLED: &str = "Enabled";

pub fn put_bucket_abac(
    cx: &mut Cx,
    input: PutBucketAbacRequest,
) -> Result<PutBucketAbacOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let status = input.abac_status.status.ok_or_else(errors::malformed_xml)?;
    match status == ENABLED {
        true => configured::put(cx, &bucket, KIND, configured::ONLY, &())?,
        false => _ = configured::delete(cx, &bucket, KIND, configured::ONLY)?,
    }
    Ok(PutBucketAbacOutput::default())
}

pub fn get_bucket_abac(
    cx: &mut Cx,
    input: GetBucketAbacRequest,
) -> Result<GetBucketAbacOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let status = match tags_count(&bucket) {
        true => ENABLED,
        false => "Disabled",
    };
    Ok(GetBucketAbacOutput {
        abac_status: Some(AbacStatus {
            status: Some(status.to_owned()),
        }),
    })
}

/// Whether policies may ask for the bucket's tags.
pub fn tags_count(bucket: &Bucket) -> bool {
    bucket.kinds.iter().any(|kind| kind == KIND)
}

/// Where tags decide, they are set by an operation with permissions of its own.
pub fn check(bucket: &Bucket) -> Result<(), AwsError> {
    match tags_count(bucket) {
        true => Err(errors::method_not_allowed("PUT", "TAGGING")),
        false => Ok(()),
    }
}
