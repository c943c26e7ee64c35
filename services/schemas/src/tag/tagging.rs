//! Operations: TagResource, UntagResource, ListTagsForResource.

use super::{owner, rules};
use crate::shapes::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, TagResourceOutput, TagResourceRequest,
    UntagResourceOutput, UntagResourceRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_resource(cx: &mut Cx, input: TagResourceRequest) -> Result<TagResourceOutput, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    rules::put(owner.tags(), input.tags)?;
    owner.save(cx)?;
    Ok(TagResourceOutput::default())
}

pub fn untag_resource(
    cx: &mut Cx,
    input: UntagResourceRequest,
) -> Result<UntagResourceOutput, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    let tags = owner.tags();
    tags.retain(|(key, _)| !input.tag_keys.contains(key));
    owner.save(cx)?;
    Ok(UntagResourceOutput::default())
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    Ok(ListTagsForResourceResponse {
        tags: Some(std::mem::take(owner.tags())),
    })
}
