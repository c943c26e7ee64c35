//! Operations: ListBucketAnalyticsConfigurations, ListBucketMetricsConfigurations.
//!
//! Lists of configurations, of which there are none.

use crate::shapes::{
    ListBucketAnalyticsConfigurationsOutput, ListBucketAnalyticsConfigurationsRequest,
    ListBucketMetricsConfigurationsOutput, ListBucketMetricsConfigurationsRequest,
};
use crate::{bucket, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn list_bucket_analytics_configurations(
    cx: &mut Cx,
    input: ListBucketAnalyticsConfigurationsRequest,
) -> Result<ListBucketAnalyticsConfigurationsOutput, AwsError> {
    bucket::open(cx, &input.bucket)?;
    none_follow(input.continuation_token.as_deref())?;
    Ok(ListBucketAnalyticsConfigurationsOutput {
        is_truncated: Some(false),
        ..ListBucketAnalyticsConfigurationsOutput::default()
    })
}

pub fn list_bucket_metrics_configurations(
    cx: &mut Cx,
    input: ListBucketMetricsConfigurationsRequest,
) -> Result<ListBucketMetricsConfigurationsOutput, AwsError> {
    bucket::open(cx, &input.bucket)?;
    none_follow(input.continuation_token.as_deref())?;
    Ok(ListBucketMetricsConfigurationsOutput {
        is_truncated: Some(false),
        ..ListBucketMetricsConfigurationsOutput::default()
    })
}

/// A list without a second page gives no token to come back with.
fn none_follow(token: Option<&str>) -> Result<(), AwsError> {
    match token {
        Some(token) => Err(errors::invalid_argument(
            "The continuation token provided is incorrect",
            "continuation-token",
            token,
        )),
        None => Ok(()),
    }
}
