//! Operations: GetBucketAcl, PutBucketAcl.

use super::rules::{self, Wanted};
use super::{grant_to_owner, owner};
use crate::bucket;
use crate::shapes::{
    GetBucketAclOutput, GetBucketAclRequest, PutBucketAclOutput, PutBucketAclRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn get_bucket_acl(
    cx: &mut Cx,
    input: GetBucketAclRequest,
) -> Result<GetBucketAclOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    Ok(GetBucketAclOutput {
        owner: Some(owner(&bucket.owner)),
        grants: Some(vec![grant_to_owner(&bucket.owner)]),
    })
}

pub fn put_bucket_acl(
    cx: &mut Cx,
    input: PutBucketAclRequest,
) -> Result<PutBucketAclOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let grants = [
        input.grant_full_control,
        input.grant_read,
        input.grant_read_acp,
        input.grant_write,
        input.grant_write_acp,
    ];
    let wanted = Wanted {
        canned: input.acl,
        grants: grants.iter().any(Option::is_some),
        list: input.access_control_policy,
    };
    rules::check(&bucket, &wanted)?;
    Ok(PutBucketAclOutput::default())
}
