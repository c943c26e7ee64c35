//! Operations: GetBucketCors, GetBucketWebsite.
//!
//! What was never configured is an error of its own.

use crate::shapes::{
    GetBucketCorsOutput, GetBucketCorsRequest, GetBucketWebsiteOutput, GetBucketWebsiteRequest,
};
use crate::{bucket, errors};
use haneul_pipeline::{AwsError, Cx};

fn absent<T>(
    cx: &mut Cx,
    bucket: &str,
    code: &'static str,
    message: &'static str,
) -> Result<T, AwsError> {
    let bucket = bucket::open(cx, bucket)?;
    Err(errors::not_configured(code, message, &bucket.name))
}

pub fn get_bucket_cors(
    cx: &mut Cx,
    input: GetBucketCorsRequest,
) -> Result<GetBucketCorsOutput, AwsError> {
    absent(
        cx,
        &input.bucket,
        "NoSuchCORSConfiguration",
        "The CORS configuration does not exist",
    )
}

pub fn get_bucket_website(
    cx: &mut Cx,
    input: GetBucketWebsiteRequest,
) -> Result<GetBucketWebsiteOutput, AwsError> {
    absent(
        cx,
        &input.bucket,
        "NoSuchWebsiteConfiguration",
        "The specified bucket does not have a website configuration",
    )
}
