//! Operations: PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption.
//!
//! Everything is encrypted in any case; what can be set is whether customers may bring keys of their
//! own.

use crate::bucket::{self, Bucket};
use crate::errors;
use crate::shapes::{
    BlockedEncryptionTypes, DeleteBucketEncryptionOutput, DeleteBucketEncryptionRequest,
    GetBucketEncryptionOutput, GetBucketEncryptionRequest, PutBucketEncryptionOutput,
    PutBucketEncryptionRequest, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_encryption(
    cx: &mut Cx,
    input: PutBucketEncryptionRequest,
) -> Result<PutBucketEncryptionOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    let rules = input.server_side_encryption_configuration.rules;
    let [rule] = rules.as_slice() else {
        return Err(errors::malformed_xml());
    };
    if let Some(default) = &rule.apply_server_side_encryption_by_default {
        check_default(default)?;
    }
    if rule.bucket_key_enabled == Some(true) {
        return Err(AwsError::not_implemented("S3 bucket keys"));
    }
    let blocked = rule.blocked_encryption_types.clone().unwrap_or_default();
    if let Some(types) = blocked.encryption_type {
        bucket.customer_keys = match types.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["SSE-C"] => false,
            ["NONE"] => true,
            _ => return Err(errors::malformed_xml()),
        };
    }
    bucket::put(cx, &bucket)?;
    Ok(PutBucketEncryptionOutput::default())
}

fn check_default(default: &ServerSideEncryptionByDefault) -> Result<(), AwsError> {
    match default.sse_algorithm.as_str() {
        "AES256" if default.kms_master_key_id.is_none() => Ok(()),
        "AES256" => Err(errors::invalid_argument(
            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
            "ApplyServerSideEncryptionByDefault",
            "AES256",
        )),
        other => Err(AwsError::not_implemented(format_args!(
            "S3 server-side encryption with {other}"
        ))),
    }
}

pub fn get_bucket_encryption(
    cx: &mut Cx,
    input: GetBucketEncryptionRequest,
) -> Result<GetBucketEncryptionOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let blocked = if bucket.customer_keys {
        "NONE"
    } else {
        "SSE-C"
    };
    let rule = ServerSideEncryptionRule {
        apply_server_side_encryption_by_default: Some(ServerSideEncryptionByDefault {
            sse_algorithm: "AES256".to_owned(),
            ..ServerSideEncryptionByDefault::default()
        }),
        bucket_key_enabled: Some(false),
        blocked_encryption_types: Some(BlockedEncryptionTypes {
            encryption_type: Some(vec![blocked.to_owned()]),
        }),
    };
    Ok(GetBucketEncryptionOutput {
        server_side_encryption_configuration: Some(ServerSideEncryptionConfiguration {
            rules: vec![rule],
        }),
    })
}

pub fn delete_bucket_encryption(
    cx: &mut Cx,
    input: DeleteBucketEncryptionRequest,
) -> Result<DeleteBucketEncryptionOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    bucket.customer_keys = false;
    bucket::put(cx, &bucket)?;
    Ok(DeleteBucketEncryptionOutput::default())
}

/// Whether the bucket takes keys of customers.
pub fn check_customer_keys(bucket: &Bucket, given: bool) -> Result<(), AwsError> {
    match given && !bucket.customer_keys {
        true => Err(errors::access_denied()),
        false => Ok(()),
    }
}
