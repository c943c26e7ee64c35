//! Operations: GetBucketLogging, GetBucketAccelerateConfiguration.
//!
//! An empty answer says that nothing was configured, ever.

use crate::bucket;
use crate::shapes::{
    GetBucketAccelerateConfigurationOutput, GetBucketAccelerateConfigurationRequest,
    GetBucketLoggingOutput, GetBucketLoggingRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn get_bucket_logging(
    cx: &mut Cx,
    input: GetBucketLoggingRequest,
) -> Result<GetBucketLoggingOutput, AwsError> {
    bucket::open(cx, &input.bucket)?;
    Ok(GetBucketLoggingOutput::default())
}

pub fn get_bucket_accelerate_configuration(
    cx: &mut Cx,
    input: GetBucketAccelerateConfigurationRequest,
) -> Result<GetBucketAccelerateConfigurationOutput, AwsError> {
    bucket::open(cx, &input.bucket)?;
    Ok(GetBucketAccelerateConfigurationOutput::default())
}
