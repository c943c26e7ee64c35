//! Operations: PutPublicAccessBlock, GetPublicAccessBlock, DeletePublicAccessBlock.

use crate::bucket::{self, PublicAccess};
use crate::errors;
use crate::shapes::{
    DeletePublicAccessBlockOutput, DeletePublicAccessBlockRequest, GetPublicAccessBlockOutput,
    GetPublicAccessBlockRequest, PublicAccessBlockConfiguration, PutPublicAccessBlockOutput,
    PutPublicAccessBlockRequest,
};
use haneul_pipeline::{AwsError, Cx};

/// What the configuration leaves out is off.
pub fn put_public_access_block(
    cx: &mut Cx,
    input: PutPublicAccessBlockRequest,
) -> Result<PutPublicAccessBlockOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    let wanted = input.public_access_block_configuration;
    bucket.public_access = Some(PublicAccess {
        block_acls: wanted.block_public_acls == Some(true),
        ignore_acls: wanted.ignore_public_acls == Some(true),
        block_policy: wanted.block_public_policy == Some(true),
        restrict_buckets: wanted.restrict_public_buckets == Some(true),
    });
    bucket::put(cx, &bucket)?;
    Ok(PutPublicAccessBlockOutput::default())
}

pub fn get_public_access_block(
    cx: &mut Cx,
    input: GetPublicAccessBlockRequest,
) -> Result<GetPublicAccessBlockOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let block = bucket.public_access.ok_or_else(|| {
        errors::not_configured(
            "NoSuchPublicAccessBlockConfiguration",
            "The public access block configuration was not found",
            &bucket.name,
        )
    })?;
    Ok(GetPublicAccessBlockOutput {
        public_access_block_configuration: Some(PublicAccessBlockConfiguration {
            block_public_acls: Some(block.block_acls),
            ignore_public_acls: Some(block.ignore_acls),
            block_public_policy: Some(block.block_policy),
            restrict_public_buckets: Some(block.restrict_buckets),
        }),
    })
}

pub fn delete_public_access_block(
    cx: &mut Cx,
    input: DeletePublicAccessBlockRequest,
) -> Result<DeletePublicAccessBlockOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    bucket.public_access = None;
    bucket::put(cx, &bucket)?;
    Ok(DeletePublicAccessBlockOutput::default())
}
