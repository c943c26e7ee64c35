//! Operations: GetObjectAcl, PutObjectAcl.

use super::rules::{self, Wanted};
use super::{grant_to_owner, owner};
use crate::bucket::{self, Bucket};
use crate::object;
use crate::shapes::{
    GetObjectAclOutput, GetObjectAclRequest, PutObjectAclOutput, PutObjectAclRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn get_object_acl(
    cx: &mut Cx,
    input: GetObjectAclRequest,
) -> Result<GetObjectAclOutput, AwsError> {
    let bucket = find(cx, &input.bucket, &input.key, input.version_id.as_deref())?;
    Ok(GetObjectAclOutput {
        owner: Some(owner(&bucket.owner)),
        grants: Some(vec![grant_to_owner(&bucket.owner)]),
        request_charged: None,
    })
}

pub fn put_object_acl(
    cx: &mut Cx,
    input: PutObjectAclRequest,
) -> Result<PutObjectAclOutput, AwsError> {
    let bucket = find(cx, &input.bucket, &input.key, input.version_id.as_deref())?;
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
    Ok(PutObjectAclOutput::default())
}

fn find(cx: &mut Cx, bucket: &str, key: &str, version: Option<&str>) -> Result<Bucket, AwsError> {
    let bucket = bucket::open(cx, bucket)?;
    object::existing(cx, &bucket, key, version)?;
    Ok(bucket)
}
