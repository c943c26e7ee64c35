//! Operations: TagResource, UntagResource, ListResourceTags.

use super::rules;
use crate::shapes::{
    ListResourceTagsRequest, ListResourceTagsResponse, Tag, TagResourceRequest,
    UntagResourceRequest,
};
use crate::{key, limits, page};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn tag_resource(cx: &mut Cx, input: TagResourceRequest) -> Result<Reply, AwsError> {
    let mut found = key::open_own(cx, &input.key_id)?;
    key::check_not_deleted(cx, &found)?;
    rules::put(&mut found.key.tags, input.tags)?;
    key::put(cx, &found, &found.key)?;
    Ok(Reply::default())
}

pub fn untag_resource(cx: &mut Cx, input: UntagResourceRequest) -> Result<Reply, AwsError> {
    let mut found = key::open_own(cx, &input.key_id)?;
    key::check_not_deleted(cx, &found)?;
    found
        .key
        .tags
        .retain(|(key, _)| !input.tag_keys.contains(key));
    key::put(cx, &found, &found.key)?;
    Ok(Reply::default())
}

pub fn list_resource_tags(
    cx: &mut Cx,
    input: ListResourceTagsRequest,
) -> Result<ListResourceTagsResponse, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    let page = page::sized(input.limit, input.marker.as_deref(), limits::SMALL_PAGE)?;
    let mut tags = found.key.tags;
    tags.sort_unstable();
    tags.retain(|(key, _)| page.has(key));
    let next = page.close(&mut tags, |(key, _)| key);
    let shown = tags
        .into_iter()
        .map(|(tag_key, tag_value)| Tag { tag_key, tag_value });
    Ok(ListResourceTagsResponse {
        tags: Some(shown.collect()),
        truncated: Some(next.is_some()),
        next_marker: next,
    })
}
