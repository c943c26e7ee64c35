//! Operations: TagResource, UntagResource, ListTagsForResource.

use super::rules;
use crate::group::{self, Group};
use crate::shapes::{
    ListTagsForResourceInput, ListTagsForResourceOutput, Tag, TagResourceInput, TagResourceOutput,
    UntagResourceInput, UntagResourceOutput,
};
use crate::{errors, place};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_resource(cx: &mut Cx, input: TagResourceInput) -> Result<TagResourceOutput, AwsError> {
    let mut group = open(cx, &input.resource_arn)?;
    rules::put(&mut group.tags, input.tags)?;
    group::row::save(cx, &group)?;
    Ok(TagResourceOutput {})
}

pub fn untag_resource(
    cx: &mut Cx,
    input: UntagResourceInput,
) -> Result<UntagResourceOutput, AwsError> {
    let mut group = open(cx, &input.resource_arn)?;
    group.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    group::row::save(cx, &group)?;
    Ok(UntagResourceOutput {})
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceInput,
) -> Result<ListTagsForResourceOutput, AwsError> {
    let tags = open(cx, &input.resource_arn)?.tags.into_iter();
    Ok(ListTagsForResourceOutput {
        tags: Some(tags.map(|(key, value)| Tag { key, value }).collect()),
    })
}

fn open(cx: &mut Cx, arn: &str) -> Result<Group, AwsError> {
    let name = arn.rsplit('/').next().unwrap_or_default();
    match place::group_arn(cx, name) == arn {
        true => group::open(cx, name),
        false => Err(errors::not_found(format!("Resource {arn} does not exist."))),
    }
}
