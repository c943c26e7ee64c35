//! Where code comes from: the request itself, or an object that the caller may read.

use super::{Code, keep::keep};
use crate::{errors, limits};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Caller, Edge, Invocation, Invoked, invoke};
use serde_json::{Value as Json, json};

/// As requests say it.
#[derive(Clone, Debug, Default)]
pub struct Source {
    pub zip: Option<Bytes>,
    pub bucket: Option<String>,
    pub key: Option<String>,
    pub object_version: Option<String>,
    /// COPY or REFERENCE.
    pub mode: Option<String>,
}

/// What is written lies there until a row refers to it, or it is found as an orphan.
pub async fn fetch(edge: &Edge, source: Source) -> Result<Code, AwsError> {
    if source.mode.as_deref() == Some("REFERENCE") {
        return Err(AwsError::not_implemented(
            "an S3ObjectStorageMode of REFERENCE",
        ));
    }
    let bytes = match (source.zip, source.bucket, source.key) {
        (Some(zip), None, None) if zip.len() <= limits::ZIPPED => zip,
        (Some(_), None, None) => return Err(too_large(edge.call.operation)),
        (None, Some(bucket), Some(key)) => {
            object(edge, &bucket, &key, source.object_version.as_deref()).await?
        }
        (None, None, None) => {
            return Err(errors::invalid(
                "Please provide a source for function code.",
            ));
        }
        (None, _, _) => {
            return Err(errors::invalid(
                "Both S3Bucket and S3Key are mandatory where code is in S3.",
            ));
        }
        _ => {
            return Err(errors::invalid(
                "Please do not provide other FunctionCode parameters when providing a ZipFile.",
            ));
        }
    };
    keep(&edge.cloud, &edge.call.region, bytes).await
}

fn too_large(operation: &str) -> AwsError {
    let message =
        format!("Request must be smaller than 70167211 bytes for the {operation} operation");
    AwsError::new("RequestEntityTooLargeException", message).status(413)
}

/// As the caller, who must be allowed to read it.
async fn object(
    edge: &Edge,
    bucket: &str,
    key: &str,
    version: Option<&str>,
) -> Result<Bytes, AwsError> {
    let mut input = json!({"Bucket": bucket, "Key": key});
    if let Some(version) = version {
        input["VersionId"] = json!(version);
    }
    let head = ask(edge, "HeadObject", input.clone()).await;
    // Only the whole answer says why.
    if let Ok(head) = &head {
        let size = head.output["ContentLength"].as_i64().unwrap_or_default();
        if size > limits::UNZIPPED {
            return Err(errors::unzipped());
        }
    }
    match ask(edge, "GetObject", input).await {
        Ok(answer) => Ok(answer.body),
        Err(error) if error.code == "AccessDenied" => Err(errors::denied(format!(
            "Your access has been denied by S3, please make sure your request credentials have \
             permission to GetObject for {bucket}/{key}. S3 Error Code: AccessDenied. S3 Error \
             Message: {}",
            error.message
        ))),
        Err(error) => Err(errors::invalid(format!(
            "Error occurred while GetObject. S3 Error Code: {}. S3 Error Message: {}",
            error.code, error.message
        ))),
    }
}

async fn ask(edge: &Edge, operation: &str, input: Json) -> Result<Invoked, AwsError> {
    let invocation = Invocation {
        caller: Caller::clone(&edge.call.caller),
        account: edge.call.account.clone(),
        region: edge.call.region.clone(),
        service: "s3",
        operation,
        input,
        body: None,
        delivers: None,
    };
    invoke(&edge.cloud, invocation).await
}
