//! Operations: PutObjectLegalHold, GetObjectLegalHold.

use super::find;
use crate::shapes::{
    GetObjectLegalHoldOutput, GetObjectLegalHoldRequest, ObjectLockLegalHold,
    PutObjectLegalHoldOutput, PutObjectLegalHoldRequest,
};
use crate::{errors, object, replication};
use haneul_pipeline::{AwsError, Cx};

pub fn put_object_legal_hold(
    cx: &mut Cx,
    input: PutObjectLegalHoldRequest,
) -> Result<PutObjectLegalHoldOutput, AwsError> {
    let version = input.version_id.as_deref();
    let (bucket, mut object) = find(cx, &input.bucket, &input.key, version)?;
    let status = input.legal_hold.and_then(|hold| hold.status);
    let status = status.ok_or_else(errors::malformed_xml)?;
    let on = object::hold(&status).map_err(|_| errors::malformed_xml())?;
    object.lock.legal_hold = Some(on);
    replication::again(cx, &bucket, &input.key, &mut object)?;
    object::amend(cx, &bucket, &input.key, &object)?;
    Ok(PutObjectLegalHoldOutput::default())
}

pub fn get_object_legal_hold(
    cx: &mut Cx,
    input: GetObjectLegalHoldRequest,
) -> Result<GetObjectLegalHoldOutput, AwsError> {
    let version = input.version_id.as_deref();
    let (_, object) = find(cx, &input.bucket, &input.key, version)?;
    let on = object
        .lock
        .legal_hold
        .ok_or_else(|| errors::no_object_lock(&input.key))?;
    Ok(GetObjectLegalHoldOutput {
        legal_hold: Some(ObjectLockLegalHold {
            status: Some(object::hold_name(on).to_owned()),
        }),
    })
}
