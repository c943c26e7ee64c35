//! Refusals of second factors.

use crate::errors::{already_exists, delete_conflict, no_such_entity, validation};
use haneul_pipeline::AwsError;

pub fn device_exists() -> AwsError {
    already_exists("MFADevice entity at the same path and name already exists.".to_owned())
}

pub fn name_too_long(limit: usize) -> AwsError {
    validation(format!(
        "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy \
         constraint: Member must have length less than or equal to {limit}"
    ))
}

pub fn no_virtual_device(serial: &str) -> AwsError {
    no_such_entity(format!(
        "VirtualMFADevice with serial number {serial} doesn't exist."
    ))
}

pub fn no_device(serial: &str) -> AwsError {
    no_such_entity(format!(
        "MFA Device with serial number {serial} does not exist."
    ))
}

/// The device is nobody's, or somebody else's.
pub fn not_their_device() -> AwsError {
    no_such_entity("MFA Device invalid for user.".to_owned())
}

pub fn taken_device() -> AwsError {
    already_exists("MFA Device already in use.".to_owned())
}

pub fn device_in_use() -> AwsError {
    delete_conflict("MFA VirtualDevice in use. Must deactivate first.")
}

pub fn wrong_codes() -> AwsError {
    AwsError::new(
        "InvalidAuthenticationCode",
        "Authentication code for device is not valid.",
    )
    .status(403)
}
