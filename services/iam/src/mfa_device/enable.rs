//! A device becomes somebody's, or nobody's again.
//!
//! Operations: EnableMFADevice, ResyncMFADevice, DeactivateMFADevice

use super::{errors, row, totp};
use crate::errors::quota;
use crate::shapes::*;
use crate::{entity, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn enable_mfa_device(
    cx: &mut Cx,
    input: EnableMFADeviceRequest,
) -> Result<EnableMFADeviceOutput, AwsError> {
    let owner = row::owner(cx, Some(&input.user_name))?;
    let found = row::look(cx, &input.serial_number)?;
    let mut device = found.ok_or_else(|| errors::no_device(&input.serial_number))?;
    if device.holder.is_some() {
        return Err(errors::taken_device());
    }
    if row::of(cx, &owner.id)?.len() >= limits::MFA_DEVICES_PER_USER {
        return Err(quota("MFADevicesPerUser", limits::MFA_DEVICES_PER_USER));
    }
    let (first, second) = (&input.authentication_code1, &input.authentication_code2);
    let step = device.accepts_pair(first, second, cx.now());
    // A device whose clock is wrong can be enabled; its codes are good once it is synchronised.
    device.used = step.ok_or_else(errors::wrong_codes)?;
    device.drift = 0;
    device.holder = Some(owner.id);
    device.enabled = Some(entity::now(cx));
    row::save(cx, &device)?;
    Ok(EnableMFADeviceOutput {})
}

pub fn resync_mfa_device(
    cx: &mut Cx,
    input: ResyncMFADeviceRequest,
) -> Result<ResyncMFADeviceOutput, AwsError> {
    let owner = row::owner(cx, Some(&input.user_name))?;
    let mut device = row::find_of(cx, &owner, &input.serial_number)?;
    let (first, second) = (&input.authentication_code1, &input.authentication_code2);
    let step = device.accepts_pair(first, second, cx.now());
    let step = step.ok_or_else(errors::wrong_codes)?;
    device.drift = step - totp::step_at(cx.now());
    device.used = step;
    row::save(cx, &device)?;
    Ok(ResyncMFADeviceOutput {})
}

pub fn deactivate_mfa_device(
    cx: &mut Cx,
    input: DeactivateMFADeviceRequest,
) -> Result<DeactivateMFADeviceOutput, AwsError> {
    let owner = row::owner(cx, input.user_name.as_deref())?;
    let mut device = row::find_of(cx, &owner, &input.serial_number)?;
    device.holder = None;
    device.enabled = None;
    row::save(cx, &device)?;
    Ok(DeactivateMFADeviceOutput {})
}
