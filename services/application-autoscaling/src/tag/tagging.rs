//! Operations: TagResource, UntagResource, ListTagsForResource.

use super::rules;
use crate::errors;
use crate::shapes::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, TagResourceRequest,
    TagResourceResponse, UntagResourceRequest, UntagResourceResponse,
};
use crate::target::{self, Target};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_resource(
    cx: &mut Cx,
    input: TagResourceRequest,
) -> Result<TagResourceResponse, AwsError> {
    let mut target = open(cx, &input.resource_arn)?;
    rules::put(&mut target.tags, &input.tags, &input.resource_arn)?;
    target::save(cx, &target)?;
    Ok(TagResourceResponse {})
}

pub fn untag_resource(
    cx: &mut Cx,
    input: UntagResourceRequest,
) -> Result<UntagResourceResponse, AwsError> {
    let mut target = open(cx, &input.resource_arn)?;
    target.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    target::save(cx, &target)?;
    Ok(UntagResourceResponse {})
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    Ok(ListTagsForResourceResponse {
        tags: Some(open(cx, &input.resource_arn)?.tags),
    })
}

fn open(cx: &mut Cx, arn: &str) -> Result<Target, AwsError> {
    target::by_arn(cx, arn)?.ok_or_else(|| errors::no_resource(arn))
}
