//! `x-amz-mfa`: the device's serial number, a space, and the code it shows.

use super::Bucket;
use crate::errors;
use haneul_pipeline::{AwsError, Cx, SecondFactor, SecondFactorVerdict};

/// Deleting a version from a bucket with MFA delete.
pub fn check(cx: &mut Cx, bucket: &Bucket, header: Option<&str>) -> Result<(), AwsError> {
    match bucket.versioning.is_some_and(|now| now.mfa_delete) {
        true => show(cx, header),
        false => Ok(()),
    }
}

/// The caller must show a factor of their own.
pub fn show(cx: &mut Cx, header: Option<&str>) -> Result<(), AwsError> {
    let Some((serial, code)) = header.and_then(|header| header.trim().split_once(' ')) else {
        return Err(refused("Mfa Authentication must be used for this request"));
    };
    let shown = SecondFactor {
        serial,
        code: code.trim(),
        spend: true,
    };
    let (cloud, now) = (cx.cloud, cx.now());
    let principal = &cx.caller().principal;
    let partition = cx.partition();
    let verdict = cloud
        .identity
        .second_factor(cx.tx, partition, principal, &shown, now)?;
    match verdict {
        SecondFactorVerdict::Good => Ok(()),
        SecondFactorVerdict::WrongCode => Err(refused(
            "The MFA authentication code provided is not valid.",
        )),
        SecondFactorVerdict::NotTheirs => Err(errors::access_denied()),
    }
}

fn refused(message: &'static str) -> AwsError {
    AwsError::new("AccessDenied", message).status(403)
}
