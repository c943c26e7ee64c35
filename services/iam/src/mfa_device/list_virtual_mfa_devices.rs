//! ListVirtualMFADevices: the account's devices by path and name, with those they belong to.

use super::row::{self, DEVICES, Device};
use crate::page::Paging;
use crate::shapes::{
    ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse, VirtualMFADevice,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListVirtualMFADevicesRequest,
) -> Result<ListVirtualMFADevicesResponse, AwsError> {
    let wanted = input.assignment_status.as_deref().unwrap_or("Any");
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &[wanted])?;
    let keep = |device: &Device| match wanted {
        "Assigned" => device.holder.is_some(),
        "Unassigned" => device.holder.is_none(),
        _ => true,
    };
    let page = paging.of_table(cx, &DEVICES, keep)?;
    let mut devices = Vec::new();
    for device in &page.items {
        devices.push(VirtualMFADevice {
            serial_number: Some(row::serial(cx, device)),
            user: row::shown_holder(cx, device)?,
            enable_date: device.enabled,
            ..VirtualMFADevice::default()
        });
    }
    Ok(ListVirtualMFADevicesResponse {
        virtual_mfa_devices: Some(devices),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
