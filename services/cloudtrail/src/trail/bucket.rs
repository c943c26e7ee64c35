//! The bucket that a trail delivers to: it must be there, and let CloudTrail write.

use super::row::Held;
use crate::errors;
use bytes::Bytes;
use haneul_pipeline::trail::Trail;
use haneul_pipeline::{AwsError, Caller, Cloud, Invocation, Source, invoke};
use serde_json::json;

/// The service's own name, as bucket policies have it.
pub const PRINCIPAL: &str = "cloudtrail.amazonaws.com";

const PREFIX: usize = 200;

pub fn check_prefix(prefix: Option<&str>) -> Result<(), AwsError> {
    match prefix {
        Some(prefix) if prefix.chars().count() > PREFIX => Err(errors::invalid_prefix()),
        _ => Ok(()),
    }
}

/// `AWSLogs/…` under the trail's own prefix.
pub fn key(prefix: Option<&str>, rest: &str) -> String {
    match prefix {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}/AWSLogs/{rest}"),
        _ => format!("AWSLogs/{rest}"),
    }
}

/// Writes an object as CloudTrail, for a trail: the bucket's policy decides.
pub async fn put(
    cloud: &Cloud,
    trail: &Trail,
    bucket: &str,
    key: &str,
    body: Bytes,
    metadata: serde_json::Value,
) -> Result<(), AwsError> {
    let source = Source {
        arn: trail.arn.clone(),
        account: trail.account.clone(),
    };
    let invocation = Invocation {
        caller: Caller::service(&trail.partition, PRINCIPAL, source),
        account: trail.account.clone(),
        region: trail.region.clone(),
        service: "s3",
        operation: "PutObject",
        input: json!({
            "Bucket": bucket,
            "Key": key,
            "ACL": "bucket-owner-full-control",
            "ContentType": "application/json",
            "ContentEncoding": "gzip",
            "Metadata": metadata,
        }),
        body: Some(body),
        delivers: None,
    };
    invoke(cloud, invocation).await.map(|_| ())
}

/// Tries, as AWS does when a trail is made: it leaves an empty object where logs will be.
pub async fn try_out(cloud: &Cloud, partition: &str, held: &Held) -> Result<(), AwsError> {
    let known = held.kernel(partition);
    let (bucket, key) = (&held.bucket, held.key(&held.owner, "CloudTrail/"));
    let outcome = put(cloud, &known, bucket, &key, Bytes::new(), json!({})).await;
    outcome.map_err(|error| match error.code.as_ref() {
        "NoSuchBucket" => errors::no_bucket(bucket),
        "AccessDenied" => errors::bucket_policy(bucket),
        _ => error,
    })
}
