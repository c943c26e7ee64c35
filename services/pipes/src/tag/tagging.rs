//! Operations: TagResource, UntagResource, ListTagsForResource.

use super::rules;
use crate::errors;
use crate::pipe::row::{self, Pipe};
use crate::shapes::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, TagResourceRequest,
    TagResourceResponse, UntagResourceRequest, UntagResourceResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_resource(
    cx: &mut Cx,
    input: TagResourceRequest,
) -> Result<TagResourceResponse, AwsError> {
    let mut pipe = open(cx, &input.resource_arn)?;
    rules::put(&mut pipe.tags, input.tags)?;
    row::save(cx, &pipe)?;
    Ok(TagResourceResponse {})
}

pub fn untag_resource(
    cx: &mut Cx,
    input: UntagResourceRequest,
) -> Result<UntagResourceResponse, AwsError> {
    let mut pipe = open(cx, &input.resource_arn)?;
    pipe.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    row::save(cx, &pipe)?;
    Ok(UntagResourceResponse {})
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    let tags = open(cx, &input.resource_arn)?.tags;
    Ok(ListTagsForResourceResponse { tags: Some(tags) })
}

fn open(cx: &mut Cx, arn: &str) -> Result<Pipe, AwsError> {
    let name = arn.rsplit('/').next().unwrap_or_default();
    match row::arn(cx, name) == arn {
        true => row::open(cx, name),
        false => Err(errors::not_found(format!("Resource {arn} does not exist."))),
    }
}
