//! Operations: PutObjectRetention, GetObjectRetention.

use super::find;
use crate::bucket::LockMode;
use crate::shapes::{
    GetObjectRetentionOutput, GetObjectRetentionRequest, ObjectLockRetention,
    PutObjectRetentionOutput, PutObjectRetentionRequest,
};
use crate::{errors, object};
use haneul_pipeline::{AwsError, Cx};

pub fn put_object_retention(
    cx: &mut Cx,
    input: PutObjectRetentionRequest,
) -> Result<PutObjectRetentionOutput, AwsError> {
    let version = input.version_id.as_deref();
    let (bucket, mut object) = find(cx, &input.bucket, &input.key, version)?;
    let wanted = input.retention.ok_or_else(errors::malformed_xml)?;
    if wanted.event_hold.is_some() || wanted.event_hold_duration.is_some() {
        return Err(AwsError::not_implemented("event holds of S3 Object Lock"));
    }
    let wanted = match (&wanted.mode, wanted.retain_until_date) {
        (Some(mode), Some(until)) => Some(object::retention(mode, until, cx.now())?),
        (None, None) => None,
        _ => return Err(errors::malformed_xml()),
    };
    let tightens = match (object.lock.retention, wanted) {
        (None, _) => true,
        (Some(old), Some(new)) => {
            let same = old.mode == new.mode || new.mode == LockMode::Compliance;
            same && new.until >= old.until
        }
        (Some(_), None) => false,
    };
    if !tightens {
        let bypass = input.bypass_governance_retention == Some(true);
        object::check_retention(cx, &bucket, &input.key, &object, bypass)?;
    }
    object.lock.retention = wanted;
    object::amend(cx, &bucket, &input.key, &object)?;
    Ok(PutObjectRetentionOutput::default())
}

pub fn get_object_retention(
    cx: &mut Cx,
    input: GetObjectRetentionRequest,
) -> Result<GetObjectRetentionOutput, AwsError> {
    let version = input.version_id.as_deref();
    let (_, object) = find(cx, &input.bucket, &input.key, version)?;
    let retention = object
        .lock
        .retention
        .ok_or_else(|| errors::no_object_lock(&input.key))?;
    Ok(GetObjectRetentionOutput {
        retention: Some(ObjectLockRetention {
            mode: Some(object::lock_name(retention.mode).to_owned()),
            retain_until_date: Some(retention.until),
            ..ObjectLockRetention::default()
        }),
    })
}
