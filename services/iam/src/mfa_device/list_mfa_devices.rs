//! ListMFADevices: the devices of one user; without a name, of whoever calls.

use super::row;
use crate::page::Paging;
use crate::shapes::{ListMFADevicesRequest, ListMFADevicesResponse, MFADevice};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListMFADevicesRequest) -> Result<ListMFADevicesResponse, AwsError> {
    let owner = row::owner(cx, input.user_name.as_deref())?;
    let shape = [owner.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let devices = row::of(cx, &owner.id)?;
    let shown = devices.into_iter().map(|(key, device)| {
        let device = MFADevice {
            user_name: Some(row::shown_name(cx, &owner)),
            serial_number: Some(row::serial(cx, &device)),
            enable_date: device.enabled,
        };
        (key, device)
    });
    let page = paging.of(shown);
    Ok(ListMFADevicesResponse {
        mfa_devices: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
