//! Operations: TagResource, UntagResource, ListTagsForResource.

use super::{owner, rules};
use crate::shapes::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, Tag, TagResourceRequest,
    TagResourceResponse, UntagResourceRequest, UntagResourceResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_resource(
    cx: &mut Cx,
    input: TagResourceRequest,
) -> Result<TagResourceResponse, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    rules::put(owner.tags(), input.tags)?;
    owner.save(cx)?;
    Ok(TagResourceResponse {})
}

pub fn untag_resource(
    cx: &mut Cx,
    input: UntagResourceRequest,
) -> Result<UntagResourceResponse, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    owner
        .tags()
        .retain(|(key, _)| !input.tag_keys.contains(key));
    owner.save(cx)?;
    Ok(UntagResourceResponse {})
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    let tags = std::mem::take(owner.tags()).into_iter();
    Ok(ListTagsForResourceResponse {
        tags: Some(tags.map(|(key, value)| Tag { key, value }).collect()),
    })
}
