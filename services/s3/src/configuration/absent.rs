//! Operations: GetBucketLifecycleConfiguration, GetBucketReplication, GetBucketInventoryConfiguration, GetBucketAnalyticsConfiguration, GetBucketMetricsConfiguration, GetBucketIntelligentTieringConfiguration.
//!
//! What was never configured is an error of its own.

use crate::shapes::{
    GetBucketAnalyticsConfigurationOutput, GetBucketAnalyticsConfigurationRequest,
    GetBucketIntelligentTieringConfigurationOutput,
    GetBucketIntelligentTieringConfigurationRequest, GetBucketInventoryConfigurationOutput,
    GetBucketInventoryConfigurationRequest, GetBucketLifecycleConfigurationOutput,
    GetBucketLifecycleConfigurationRequest, GetBucketMetricsConfigurationOutput,
    GetBucketMetricsConfigurationRequest, GetBucketReplicationOutput, GetBucketReplicationRequest,
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

pub fn get_bucket_lifecycle_configuration(
    cx: &mut Cx,
    input: GetBucketLifecycleConfigurationRequest,
) -> Result<GetBucketLifecycleConfigurationOutput, AwsError> {
    absent(
        cx,
        &input.bucket,
        "NoSuchLifecycleConfiguration",
        "The lifecycle configuration does not exist",
    )
}

pub fn get_bucket_replication(
    cx: &mut Cx,
    input: GetBucketReplicationRequest,
) -> Result<GetBucketReplicationOutput, AwsError> {
    absent(
        cx,
        &input.bucket,
        "ReplicationConfigurationNotFoundError",
        "The replication configuration was not found",
    )
}

pub fn get_bucket_inventory_configuration(
    cx: &mut Cx,
    input: GetBucketInventoryConfigurationRequest,
) -> Result<GetBucketInventoryConfigurationOutput, AwsError> {
    absent(
        cx,
        &input.bucket,
        "NoSuchConfiguration",
        "The specified configuration does not exist.",
    )
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

pub fn get_bucket_intelligent_tiering_configuration(
    cx: &mut Cx,
    input: GetBucketIntelligentTieringConfigurationRequest,
) -> Result<GetBucketIntelligentTieringConfigurationOutput, AwsError> {
    absent(
        cx,
        &input.bucket,
        "NoSuchConfiguration",
        "The specified configuration does not exist.",
    )
}
