//! HeadBucket.

use crate::shapes::{HeadBucketOutput, HeadBucketRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: HeadBucketRequest) -> Result<HeadBucketOutput, AwsError> {
    let bucket = super::open(cx, &input.bucket)?;
    Ok(HeadBucketOutput {
        bucket_arn: Some(bucket.arn(cx.partition())),
        bucket_region: Some(bucket.region),
        access_point_alias: Some(false),
        ..HeadBucketOutput::default()
    })
}
