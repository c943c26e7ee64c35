//! Tags of a virtual device.
//!
//! Operations: TagMFADevice, UntagMFADevice, ListMFADeviceTags

use super::row;
use crate::page::Paging;
use crate::shapes::*;
use crate::tags;
use haneul_pipeline::{AwsError, Cx};

pub fn tag_mfa_device(
    cx: &mut Cx,
    input: TagMFADeviceRequest,
) -> Result<TagMFADeviceOutput, AwsError> {
    let mut device = row::find(cx, &input.serial_number)?;
    tags::put(&mut device.tags, input.tags, "TagsPerMFADevice")?;
    row::save(cx, &device)?;
    Ok(TagMFADeviceOutput {})
}

pub fn untag_mfa_device(
    cx: &mut Cx,
    input: UntagMFADeviceRequest,
) -> Result<UntagMFADeviceOutput, AwsError> {
    let mut device = row::find(cx, &input.serial_number)?;
    tags::take(&mut device.tags, &input.tag_keys);
    row::save(cx, &device)?;
    Ok(UntagMFADeviceOutput {})
}

pub fn list_mfa_device_tags(
    cx: &mut Cx,
    input: ListMFADeviceTagsRequest,
) -> Result<ListMFADeviceTagsResponse, AwsError> {
    let device = row::find(cx, &input.serial_number)?;
    let shape = [input.serial_number.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = tags::page(&device.tags, &paging);
    Ok(ListMFADeviceTagsResponse {
        tags: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
