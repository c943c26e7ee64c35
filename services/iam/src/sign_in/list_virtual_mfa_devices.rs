//! ListVirtualMFADevices: none can be made yet.

use crate::shapes::{ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListVirtualMFADevicesRequest,
) -> Result<ListVirtualMFADevicesResponse, AwsError> {
    let (marker, max_items) = (input.marker.as_deref(), input.max_items);
    super::none_of(cx, None, marker, max_items)?;
    Ok(ListVirtualMFADevicesResponse {
        virtual_mfa_devices: Some(Vec::new()),
        is_truncated: Some(false),
        marker: None,
    })
}
