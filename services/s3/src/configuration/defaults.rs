//! Operations: GetBucketEncryption.
//!
//! What every bucket has unless it is changed.

use crate::bucket;
use crate::shapes::{
    GetBucketEncryptionOutput, GetBucketEncryptionRequest, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule,
};
use haneul_pipeline::{AwsError, Cx};

pub fn get_bucket_encryption(
    cx: &mut Cx,
    input: GetBucketEncryptionRequest,
) -> Result<GetBucketEncryptionOutput, AwsError> {
    bucket::open(cx, &input.bucket)?;
    let rule = ServerSideEncryptionRule {
        apply_server_side_encryption_by_default: Some(ServerSideEncryptionByDefault {
            sse_algorithm: Some("AES256".to_owned()),
            ..ServerSideEncryptionByDefault::default()
        }),
        bucket_key_enabled: Some(false),
        ..ServerSideEncryptionRule::default()
    };
    Ok(GetBucketEncryptionOutput {
        server_side_encryption_configuration: Some(ServerSideEncryptionConfiguration {
            rules: Some(vec![rule]),
        }),
    })
}
