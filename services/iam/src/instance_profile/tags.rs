//! Tags of an instance profile.
//!
//! Operations: TagInstanceProfile, UntagInstanceProfile, ListInstanceProfileTags

use super::row;
use crate::page::Paging;
use crate::shapes::*;
use crate::tags;
use haneul_pipeline::{AwsError, Cx};

pub fn tag_instance_profile(
    cx: &mut Cx,
    input: TagInstanceProfileRequest,
) -> Result<TagInstanceProfileOutput, AwsError> {
    let mut profile = row::find(cx, &input.instance_profile_name)?;
    tags::put(&mut profile.tags, input.tags, "TagsPerInstanceProfile")?;
    row::save(cx, &profile)?;
    Ok(TagInstanceProfileOutput {})
}

pub fn untag_instance_profile(
    cx: &mut Cx,
    input: UntagInstanceProfileRequest,
) -> Result<UntagInstanceProfileOutput, AwsError> {
    let mut profile = row::find(cx, &input.instance_profile_name)?;
    tags::take(&mut profile.tags, &input.tag_keys);
    row::save(cx, &profile)?;
    Ok(UntagInstanceProfileOutput {})
}

pub fn list_instance_profile_tags(
    cx: &mut Cx,
    input: ListInstanceProfileTagsRequest,
) -> Result<ListInstanceProfileTagsResponse, AwsError> {
    let profile = row::find(cx, &input.instance_profile_name)?;
    let shape = [profile.id.as_str()];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let page = tags::page(&profile.tags, &paging);
    Ok(ListInstanceProfileTagsResponse {
        tags: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
