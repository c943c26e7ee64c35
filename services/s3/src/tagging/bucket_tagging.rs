//! Operations: PutBucketTagging, GetBucketTagging, DeleteBucketTagging.

use super::{bucket_abac, bucket_tags, shown};
use crate::shapes::{
    DeleteBucketTaggingOutput, DeleteBucketTaggingRequest, GetBucketTaggingOutput,
    GetBucketTaggingRequest, PutBucketTaggingOutput, PutBucketTaggingRequest,
};
use crate::{bucket, errors};
use haneul_pipeline::{AwsError, Cx};

/// The new set takes the place of the old one.
pub fn put_bucket_tagging(
    cx: &mut Cx,
    input: PutBucketTaggingRequest,
) -> Result<PutBucketTaggingOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    bucket_abac::check(&bucket)?;
    bucket.tags = bucket_tags(input.tagging.tag_set)?;
    bucket::put(cx, &bucket)?;
    Ok(PutBucketTaggingOutput::default())
}

pub fn get_bucket_tagging(
    cx: &mut Cx,
    input: GetBucketTaggingRequest,
) -> Result<GetBucketTaggingOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    if bucket.tags.is_empty() {
        return Err(errors::not_configured(
            "NoSuchTagSet",
            "The TagSet does not exist",
            &bucket.name,
        ));
    }
    Ok(GetBucketTaggingOutput {
        tag_set: Some(shown(&bucket.tags)),
    })
}

pub fn delete_bucket_tagging(
    cx: &mut Cx,
    input: DeleteBucketTaggingRequest,
) -> Result<DeleteBucketTaggingOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    bucket_abac::check(&bucket)?;
    bucket.tags.clear();
    bucket::put(cx, &bucket)?;
    Ok(DeleteBucketTaggingOutput::default())
}
