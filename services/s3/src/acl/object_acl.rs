//! Operations: GetObjectAcl, PutObjectAcl.

use super::{owner, rules, wish};
use crate::notification::{self, Event};
use crate::shapes::{
    GetObjectAclOutput, GetObjectAclRequest, PutObjectAclOutput, PutObjectAclRequest,
};
use crate::{bucket, errors, object};
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

pub fn get_object_acl(
    cx: &mut Cx,
    input: GetObjectAclRequest,
) -> Result<GetObjectAclOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let object = object::existing(cx, &bucket, &input.key, input.version_id.as_deref())?;
    let acl = object.acl.as_ref().filter(|_| !bucket.acls_off());
    let account = object.owner(&bucket);
    Ok(GetObjectAclOutput {
        owner: Some(owner(account)),
        grants: Some(rules::shown(acl, account)),
        request_charged: None,
    })
}

pub fn put_object_acl(
    cx: &mut Cx,
    mut input: PutObjectAclRequest,
) -> Result<PutObjectAclOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let version = input.version_id.as_deref();
    let mut object = object::existing(cx, &bucket, &input.key, version)?;
    let mut wish = wish!(input, input.grant_write.take());
    wish.document = input.access_control_policy;
    if wish.is_empty() {
        return Err(errors::missing_acl());
    }
    Arc::make_mut(&mut object).acl = wish.read(&bucket, object.owner(&bucket))?;
    object::amend(cx, &bucket, &input.key, &object)?;
    let event = Event::of("s3:ObjectAcl:Put", &bucket, &input.key, &object);
    notification::tell(cx, &bucket, &event)?;
    Ok(PutObjectAclOutput::default())
}
