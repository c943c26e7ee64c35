//! Block Public Access of an account: it goes for each of its buckets, whatever they say themselves.

use super::access_point::nothing;
use super::shapes::{
    DeletePublicAccessBlockRequest, GetPublicAccessBlockOutput, GetPublicAccessBlockRequest,
    PublicAccessBlockConfiguration, PutPublicAccessBlockRequest,
};
use crate::bucket::PublicAccess;
use haneul_pipeline::{AwsError, Cx, Reply};
use haneul_store::{Scope, Stored, Table, Tx};
use serde::{Deserialize, Serialize};

static BLOCKS: Table<u8, Block> = Table::new("s3_account_block");

/// There is one in an account.
const ONLY: u8 = 0;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Block {
    access: PublicAccess,
}

impl Stored for Block {
    const VERSION: u32 = 1;
}

/// What an account blocks for all its buckets.
pub fn of(tx: &mut Tx, partition: &str, account: &str) -> Result<Option<PublicAccess>, AwsError> {
    let block = BLOCKS.get(tx, Scope::new(partition, account, ""), &ONLY)?;
    Ok(block.map(|block| block.access))
}

/// Like [`of`], for calls.
pub fn in_force(
    cx: &mut Cx,
    partition: &str,
    account: &str,
) -> Result<Option<PublicAccess>, AwsError> {
    let block = cx.known(&BLOCKS, Scope::new(partition, account, ""), &ONLY)?;
    Ok(block.map(|block| block.access))
}

pub fn show(
    cx: &mut Cx,
    _input: GetPublicAccessBlockRequest,
) -> Result<GetPublicAccessBlockOutput, AwsError> {
    let (partition, account) = (cx.partition(), cx.account());
    let access = of(cx.tx, partition, account)?.ok_or_else(|| {
        AwsError::new(
            "NoSuchPublicAccessBlockConfiguration",
            "The public access block configuration was not found",
        )
        .status(404)
    })?;
    Ok(GetPublicAccessBlockOutput {
        public_access_block_configuration: Some(PublicAccessBlockConfiguration {
            block_public_acls: Some(access.block_acls),
            ignore_public_acls: Some(access.ignore_acls),
            block_public_policy: Some(access.block_policy),
            restrict_public_buckets: Some(access.restrict_buckets),
        }),
    })
}

/// What the configuration leaves out is off.
pub fn set(cx: &mut Cx, input: PutPublicAccessBlockRequest) -> Result<Reply, AwsError> {
    let wanted = input.public_access_block_configuration;
    let access = PublicAccess {
        block_acls: wanted.block_public_acls == Some(true),
        ignore_acls: wanted.ignore_public_acls == Some(true),
        block_policy: wanted.block_public_policy == Some(true),
        restrict_buckets: wanted.restrict_public_buckets == Some(true),
    };
    BLOCKS.put(cx.tx, cx.account_scope(), &ONLY, &Block { access })?;
    Ok(nothing())
}

pub fn remove(cx: &mut Cx, _input: DeletePublicAccessBlockRequest) -> Result<Reply, AwsError> {
    BLOCKS.delete(cx.tx, cx.account_scope(), &ONLY)?;
    Ok(nothing().status(204))
}
