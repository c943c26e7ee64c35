//! Operations: GetBucketAnalyticsConfiguration, GetBucketMetricsConfiguration.
//!
//! What was never configured is an error of its own.

use crate::shapes::{
    GetBucketAnalyticsConfigurationOutput, GetBucketAnalyticsConfigurationRequest,
    GetBucketMetricsConfigurationOutput,
    GetBucketMetricsConfigurationRequest,
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

pub fn get_bucket_analytics_configuration(
    cx: &mut Cx,
    input: GetBucketAnalyticsConfigurationRequest,
) -> Result<GetBucketAnalyticsConfigurationOutput, AwsError> {
    absent(
        cx,
        &input.bucket,
        "NoSuchConfiguration",
        "The specified configuration does not exist.",
    )
}

pub fn get_bucket_metrics_configuration(
    cx: &mut Cx,
    input: GetBucketMetricsConfigurationRequest,
) -> Result<GetBucketMetricsConfigurationOutput, AwsError> {
    absent(
        cx,
        &input.bucket,
        "NoSuchConfiguration",
        "The specified configuration does not exist.",
    )
}
