//! Operations: PutBucketAccelerateConfiguration, GetBucketAccelerateConfiguration.

use super::KIND;
use crate::bucket::{self, configured};
use crate::errors;
use crate::shapes::{
    GetBucketAccelerateConfigurationOutput, GetBucketAccelerateConfigurationRequest,
    PutBucketAccelerateConfigurationOutput, PutBucketAccelerateConfigurationRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_accelerate_configuration(
    cx: &mut Cx,
    input: PutBucketAccelerateConfigurationRequest,
) -> Result<PutBucketAccelerateConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    if bucket.name.contains('.') {
        return Err(errors::invalid_request(
            "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names",
        ));
    }
    let status = input.accelerate_configuration.status;
    let status = status.ok_or_else(errors::malformed_xml)?;
    configured::put(cx, &bucket, KIND, configured::ONLY, &status)?;
    Ok(PutBucketAccelerateConfigurationOutput::default())
}

pub fn get_bucket_accelerate_configuration(
    cx: &mut Cx,
    input: GetBucketAccelerateConfigurationRequest,
) -> Result<GetBucketAccelerateConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    Ok(GetBucketAccelerateConfigurationOutput {
        status: configured::get(cx, &bucket, KIND, configured::ONLY)?,
        request_charged: None,
    })
}
