//! What could not be delivered or processed is said to the log stream that was named for it, as the
//! role that delivers. Where nobody takes it, it is not said: deliveries do not wait for that.

use super::Errand;
use super::batch::account_of;
use crate::stream::row::{Logging, Stream};
use haneul_pipeline::background::act_for;
use haneul_pipeline::{AwsError, Invocation, invoke};
use serde_json::json;

pub struct Report<'r> {
    pub logging: Option<&'r Logging>,
    pub role: &'r str,
    /// An ARN, or a URL.
    pub destination: &'r str,
    pub code: &'r str,
    pub message: &'r str,
    /// The function's ARN.
    pub processor: Option<&'r str>,
}

pub async fn report(errand: &Errand, stream: &Stream, report: &Report<'_>) {
    let Some(logging) = report.logging.filter(|logging| logging.enabled) else {
        return;
    };
    if let Err(error) = tell(errand, stream, logging, report).await {
        let name = &stream.name;
        tracing::warn!("{name} cannot say what it cannot deliver: {error}");
    }
}

async fn tell(
    errand: &Errand,
    stream: &Stream,
    logging: &Logging,
    report: &Report<'_>,
) -> Result<(), AwsError> {
    let mut said = json!({
        "deliveryStreamARN": errand.call.source_arn,
        "destination": report.destination,
        "deliveryStreamVersionId": stream.version,
        "message": report.message,
        "errorCode": report.code,
    });
    if let Some(processor) = report.processor {
        said["processor"] = json!(processor);
    }
    let at = errand.cloud.clock.now().as_millisecond();
    let event = json!({"timestamp": at, "message": said.to_string()});
    let invocation = Invocation {
        caller: act_for(&errand.cloud, &errand.call, report.role).await?,
        account: account_of(report.role, &errand.call),
        region: errand.call.region.clone(),
        service: "logs",
        operation: "PutLogEvents",
        input: json!({
            "logGroupName": logging.group,
            "logStreamName": logging.stream,
            "logEvents": [event],
        }),
        body: None,
        delivers: None,
    };
    invoke(&errand.cloud, invocation).await.map(drop)
}

/// The code and the message of what a bucket, or the way to it, refuses.
pub fn of_bucket(error: &AwsError) -> (String, &str) {
    match error.code.as_ref() {
        "AccessDenied" | "AccessDeniedException" => (
            "S3.AccessDenied".to_owned(),
            "Access was denied. Ensure that the trust policy for the provided IAM role allows \
             Amazon Data Firehose to assume the role, and the access policy allows access to the \
             S3 bucket.",
        ),
        "NoSuchBucket" => (
            "S3.NoSuchBucket".to_owned(),
            "The specified bucket does not exist. Create the bucket or use a different bucket \
             that does exist.",
        ),
        code => (format!("S3.{code}"), &error.message),
    }
}
