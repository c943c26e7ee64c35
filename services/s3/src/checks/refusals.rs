//! How S3 words what the path refuses.

use crate::errors;
use haneul_model::{Violation, ViolationKind};
use haneul_pipeline::{AwsError, Call};

/// Strangers are told nothing; everybody else is told what was missing.
pub fn denied(call: &Call, message: String) -> AwsError {
    if call.caller.is_anonymous() {
        return errors::access_denied();
    }
    // AWS names no resource where the action has none.
    let nothing = format!(" on resource: \"arn:{}:s3:::*\"", call.partition);
    AwsError::new("AccessDenied", message.replace(&nothing, "")).status(403)
}

/// Members that are the whole body of their request.
const BODIES: &[&str] = &[
    "tagging",
    "policy",
    "delete",
    "publicAccessBlockConfiguration",
    "ownershipControls",
    "corsConfiguration",
    "websiteConfiguration",
    "accessControlPolicy",
    "requestPaymentConfiguration",
    "accelerateConfiguration",
    "bucketLoggingStatus",
];

pub fn invalid(violations: &[Violation]) -> AwsError {
    let Some(first) = violations.first() else {
        return errors::malformed_xml();
    };
    let path = first.path.as_str();
    let value = first.value.as_deref().unwrap_or_default();
    let last = path.rsplit('.').next().unwrap_or(path);
    match first.kind {
        ViolationKind::Missing if BODIES.iter().any(|body| body.eq_ignore_ascii_case(path)) => {
            AwsError::new("MissingRequestBodyError", "Request Body is empty").status(400)
        }
        _ if path.contains('.') && !last.eq_ignore_ascii_case("locationConstraint") => {
            errors::malformed_xml()
        }
        ViolationKind::Enum if last.eq_ignore_ascii_case("locationConstraint") => {
            errors::invalid_location(value)
        }
        ViolationKind::Enum if last.eq_ignore_ascii_case("storageClass") => {
            errors::invalid_storage_class()
        }
        ViolationKind::Enum if last.eq_ignore_ascii_case("encodingType") => {
            errors::invalid_argument(
                "Invalid Encoding Method specified in Request",
                "encoding-type",
                value,
            )
        }
        ViolationKind::Enum if last.eq_ignore_ascii_case("serverSideEncryption") => {
            errors::invalid_argument(
                "The encryption method specified is not supported",
                "x-amz-server-side-encryption",
                value,
            )
        }
        _ => errors::invalid_argument(first.to_string(), last, value),
    }
}
