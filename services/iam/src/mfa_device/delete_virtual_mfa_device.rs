//! DeleteVirtualMFADevice: only a device that is nobody's can go.

use super::errors;
use super::row::{self, DEVICES};
use crate::count;
use crate::shapes::{DeleteVirtualMFADeviceOutput, DeleteVirtualMFADeviceRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteVirtualMFADeviceRequest,
) -> Result<DeleteVirtualMFADeviceOutput, AwsError> {
    let device = row::find(cx, &input.serial_number)?;
    if device.holder.is_some() {
        return Err(errors::device_in_use());
    }
    let scope = cx.account_scope();
    DEVICES.delete(cx.tx, scope, &device.key())?;
    count::remove(cx, "mfa")?;
    Ok(DeleteVirtualMFADeviceOutput {})
}
