//! Operations: PutBucketEncryption, GetBucketEncryption, DeleteBucketEncryption.
//!
//! Everything is encrypted in any case; what can be set is a key of KMS for new objects, and whether
//! customers may bring keys of their own.

use crate::bucket::{self, Bucket};
use crate::errors;
use crate::shapes::{
    BlockedEncryptionTypes, DeleteBucketEncryptionOutput, DeleteBucketEncryptionRequest,
    GetBucketEncryptionOutput, GetBucketEncryptionRequest, PutBucketEncryptionOutput,
    PutBucketEncryptionRequest, ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration,
    ServerSideEncryptionRule,
};
use haneul_pipeline::{Arn, AwsError, Cx, data_key};
use serde::{Deserialize, Serialize};

pub fn put_bucket_encryption(
    cx: &mut Cx,
    input: PutBucketEncryptionRequest,
) -> Result<PutBucketEncryptionOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    let rules = input.server_side_encryption_configuration.rules;
    let [rule] = rules.as_slice() else {
        return Err(errors::malformed_xml());
    };
    bucket.default_key = match &rule.apply_server_side_encryption_by_default {
        Some(default) => default_key(cx, &bucket, default, rule.bucket_key_enabled)?,
        None => None,
    };
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

/// The key of KMS that a bucket uses unasked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DefaultKey {
    /// As it was given; none for AWS's own.
    pub key: Option<String>,
    pub double: bool,
    pub bucket_key: bool,
}

fn default_key(
    cx: &Cx,
    bucket: &Bucket,
    default: &ServerSideEncryptionByDefault,
    bucket_key: Option<bool>,
) -> Result<Option<DefaultKey>, AwsError> {
    let key = default.kms_master_key_id.clone();
    let double = match default.sse_algorithm.as_str() {
        "AES256" if key.is_none() => return Ok(None),
        "AES256" => {
            return Err(errors::invalid_argument(
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                "ApplyServerSideEncryptionByDefault",
                "AES256",
            ));
        }
        "aws:kms" => false,
        "aws:kms:dsse" => true,
        other => {
            return Err(AwsError::not_implemented(format_args!(
                "S3 server-side encryption with {other}"
            )));
        }
    };
    if cx.cloud.store.level() < data_key::LEVEL {
        return Err(errors::not_upgraded());
    }
    let elsewhere = |arn: &Arn| arn.region != bucket.region;
    if key
        .as_deref()
        .and_then(Arn::read)
        .as_ref()
        .is_some_and(elsewhere)
    {
        return Err(errors::invalid_argument(
            "KMS key ARN must be in the same region as the bucket.",
            "KMSMasterKeyID",
            key.as_deref().unwrap_or_default(),
        ));
    }
    Ok(Some(DefaultKey {
        key,
        double,
        bucket_key: bucket_key == Some(true),
    }))
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
        apply_server_side_encryption_by_default: Some(shown(bucket.default_key.as_ref())),
        bucket_key_enabled: Some(bucket.default_key.is_some_and(|usual| usual.bucket_key)),
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

fn shown(usual: Option<&DefaultKey>) -> ServerSideEncryptionByDefault {
    let algorithm = match usual {
        None => "AES256",
        Some(usual) if usual.double => "aws:kms:dsse",
        Some(_) => "aws:kms",
    };
    ServerSideEncryptionByDefault {
        sse_algorithm: algorithm.to_owned(),
        kms_master_key_id: usual.and_then(|usual| usual.key.clone()),
    }
}

pub fn delete_bucket_encryption(
    cx: &mut Cx,
    input: DeleteBucketEncryptionRequest,
) -> Result<DeleteBucketEncryptionOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    bucket.customer_keys = false;
    bucket.default_key = None;
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
