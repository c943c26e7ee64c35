//! Operations: EnableKeyRotation, DisableKeyRotation, GetKeyRotationStatus.

use super::turn;
use crate::crypto::Spec;
use crate::key::{self, Found};
use crate::shapes::{
    DisableKeyRotationRequest, EnableKeyRotationRequest, GetKeyRotationStatusRequest,
    GetKeyRotationStatusResponse,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn enable_key_rotation(
    cx: &mut Cx,
    input: EnableKeyRotationRequest,
) -> Result<Reply, AwsError> {
    let mut found = key::open_own(cx, &input.key_id)?;
    check(cx, &found)?;
    key::check_enabled(cx, &found)?;
    let before = found.key.rotation.as_ref().map(|rotation| rotation.days);
    let days = input.rotation_period_in_days.or(before);
    let days = days.unwrap_or(limits::ROTATION_DAYS);
    if before != Some(days) {
        turn::begin(cx, &mut found, days)?;
    }
    Ok(Reply::default())
}

pub fn disable_key_rotation(
    cx: &mut Cx,
    input: DisableKeyRotationRequest,
) -> Result<Reply, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    check(cx, &found)?;
    key::check_enabled(cx, &found)?;
    key::put_all(cx, &found, |key| key.rotation = None)?;
    Ok(Reply::default())
}

pub fn get_key_rotation_status(
    cx: &mut Cx,
    input: GetKeyRotationStatusRequest,
) -> Result<GetKeyRotationStatusResponse, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    // Keys that cannot rotate by themselves say that they do not, as clients ask of any key.
    let rotation = found.key.rotation.as_ref();
    // A key that is to be deleted does not rotate.
    let rotation = rotation.filter(|_| found.key.deletion.is_none());
    Ok(GetKeyRotationStatusResponse {
        key_rotation_enabled: Some(rotation.is_some()),
        key_id: Some(found.arn(cx)),
        rotation_period_in_days: rotation.map(|rotation| rotation.days),
        next_rotation_date: rotation.map(|rotation| rotation.next),
        on_demand_rotation_start_date: found.key.rotating,
    })
}

fn unsupported(cx: &Cx, found: &Found) -> AwsError {
    errors::unsupported(format!(
        "{} is not supported for the key {}.",
        cx.call.operation,
        found.arn(cx)
    ))
}

/// Only symmetric keys of our making rotate by themselves, and replicas with their primary.
fn check(cx: &Cx, found: &Found) -> Result<(), AwsError> {
    let rotates = found.key.spec()? == Spec::Symmetric && !found.key.external;
    match rotates && !found.key.is_replica_in(&found.region) {
        true => Ok(()),
        false => Err(unsupported(cx, found)),
    }
}
