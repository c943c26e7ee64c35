//! Operations: GetBucketAcl, PutBucketAcl.

use super::{owner, rules, wish};
use crate::shapes::{
    GetBucketAclOutput, GetBucketAclRequest, PutBucketAclOutput, PutBucketAclRequest,
};
use crate::{bucket, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn get_bucket_acl(
    cx: &mut Cx,
    input: GetBucketAclRequest,
) -> Result<GetBucketAclOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let acl = bucket.acl.as_ref().filter(|_| !bucket.acls_off());
    Ok(GetBucketAclOutput {
        owner: Some(owner(&bucket.owner)),
        grants: Some(rules::shown(acl, &bucket.owner)),
    })
}

pub fn put_bucket_acl(
    cx: &mut Cx,
    mut input: PutBucketAclRequest,
) -> Result<PutBucketAclOutput, AwsError> {
    let mut bucket = bucket::open(cx, &input.bucket)?;
    let mut wish = wish!(input, input.grant_write.take());
    wish.document = input.access_control_policy;
    if wish.is_empty() {
        return Err(errors::missing_acl());
    }
    bucket.acl = wish.read(&bucket, &bucket.owner)?;
    bucket::put(cx, &bucket)?;
    Ok(PutBucketAclOutput::default())
}
