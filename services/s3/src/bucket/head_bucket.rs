//! HeadBucket.

use crate::shapes::{HeadBucketOutput, HeadBucketRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: HeadBucketRequest) -> Result<HeadBucketOutput, AwsError> {
    let bucket = super::open(cx, &input.bucket)?;
    Ok(HeadBucketOutput {
        bucket_arn: Some(bucket.arn(cx.partition())),
        access_point_alias: Some(bucket.way.is_some_and(|way| way.by_alias)),
        bucket_region: Some(bucket.region),
        ..HeadBucketOutput::default()
    })
}
