//! Operations: AddTagsToResource, RemoveTagsFromResource, ListTagsForResource

use super::rules;
use crate::errors;
use crate::parameter::row::{self, Parameter};
use crate::shapes::{
    AddTagsToResourceRequest, AddTagsToResourceResult, ListTagsForResourceRequest,
    ListTagsForResourceResult, RemoveTagsFromResourceRequest, RemoveTagsFromResourceResult, Tag,
};
use haneul_pipeline::{AwsError, Cx};

pub fn add_tags_to_resource(
    cx: &mut Cx,
    input: AddTagsToResourceRequest,
) -> Result<AddTagsToResourceResult, AwsError> {
    let mut parameter = open(cx, &input.resource_type, &input.resource_id)?;
    rules::put(&mut parameter.tags, input.tags)?;
    row::save(cx, &parameter)?;
    Ok(AddTagsToResourceResult::default())
}

pub fn remove_tags_from_resource(
    cx: &mut Cx,
    input: RemoveTagsFromResourceRequest,
) -> Result<RemoveTagsFromResourceResult, AwsError> {
    let mut parameter = open(cx, &input.resource_type, &input.resource_id)?;
    parameter
        .tags
        .retain(|(key, _)| !input.tag_keys.contains(key));
    row::save(cx, &parameter)?;
    Ok(RemoveTagsFromResourceResult::default())
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResult, AwsError> {
    let parameter = open(cx, &input.resource_type, &input.resource_id)?;
    let tags = parameter.tags.into_iter();
    Ok(ListTagsForResourceResult {
        tag_list: Some(tags.map(|(key, value)| Tag { key, value }).collect()),
    })
}

/// Of what else Systems Manager has nothing is here.
fn open(cx: &mut Cx, kind: &str, id: &str) -> Result<Parameter, AwsError> {
    if kind != "Parameter" {
        return Err(AwsError::not_implemented(format_args!("tags of a {kind}")));
    }
    row::find_own(cx, id)?.ok_or_else(|| errors::resource_id(id))
}
