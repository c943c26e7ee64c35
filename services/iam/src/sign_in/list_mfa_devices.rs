//! ListMFADevices: none can be enabled yet.

use crate::shapes::{ListMFADevicesRequest, ListMFADevicesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListMFADevicesRequest) -> Result<ListMFADevicesResponse, AwsError> {
    let (marker, max_items) = (input.marker.as_deref(), input.max_items);
    super::none_of(cx, input.user_name.as_deref(), marker, max_items)?;
    Ok(ListMFADevicesResponse {
        mfa_devices: Some(Vec::new()),
        is_truncated: Some(false),
        marker: None,
    })
}
