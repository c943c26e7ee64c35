//! GetMFADevice: one device of one user.

use super::{errors, row};
use crate::shapes::{GetMFADeviceRequest, GetMFADeviceResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetMFADeviceRequest) -> Result<GetMFADeviceResponse, AwsError> {
    let owner = row::owner(cx, input.user_name.as_deref())?;
    let found = row::look(cx, &input.serial_number)?;
    let own = found.filter(|device| device.holder.as_ref() == Some(&owner.id));
    let device = own.ok_or_else(|| errors::no_device(&input.serial_number))?;
    Ok(GetMFADeviceResponse {
        user_name: owner.name(),
        serial_number: Some(input.serial_number),
        enable_date: device.enabled,
        certifications: None,
    })
}
