//! Operations: AddTags, RemoveTags, ListTags

use super::{row, tags};
use crate::shapes::{
    AddTagsRequest, AddTagsResponse, ListTagsRequest, ListTagsResponse, RemoveTagsRequest,
    RemoveTagsResponse, ResourceTag,
};
use crate::{errors, name};
use haneul_pipeline::{AwsError, Cx};

pub fn add_tags(cx: &mut Cx, input: AddTagsRequest) -> Result<AddTagsResponse, AwsError> {
    let mut trail = taggable(cx, &input.resource_id)?;
    tags::put(&mut trail.tags, input.tags_list)?;
    row::save(cx, &trail)?;
    Ok(AddTagsResponse {})
}

/// A value that is given must be the tag's own.
pub fn remove_tags(cx: &mut Cx, input: RemoveTagsRequest) -> Result<RemoveTagsResponse, AwsError> {
    let mut trail = taggable(cx, &input.resource_id)?;
    for tag in input.tags_list {
        trail.tags.retain(|(key, value)| {
            let same = tag.value.as_ref().is_none_or(|given| given == value);
            *key != tag.key || !same
        });
    }
    row::save(cx, &trail)?;
    Ok(RemoveTagsResponse {})
}

pub fn list_tags(cx: &mut Cx, input: ListTagsRequest) -> Result<ListTagsResponse, AwsError> {
    if input.next_token.is_some() {
        return Err(errors::invalid_token());
    }
    let mut list = Vec::new();
    for arn in input.resource_id_list {
        let trail = taggable(cx, &arn)?;
        list.push(ResourceTag {
            resource_id: Some(arn),
            tags_list: Some(tags::shown(&trail.tags)),
        });
    }
    Ok(ListTagsResponse {
        resource_tag_list: Some(list),
        next_token: None,
    })
}

/// Tags go by ARNs alone.
fn taggable(cx: &mut Cx, arn: &str) -> Result<row::Held, AwsError> {
    if !arn.starts_with("arn:") {
        return Err(errors::invalid_arn(arn));
    }
    match name::read(arn) {
        Ok(address) if address.home.is_some_and(|(owner, _)| owner != cx.account()) => {
            let found = row::find_to_manage(cx, arn);
            found.map_err(|_| errors::foreign_arn(cx.account()))
        }
        Ok(_) => row::find(cx, arn),
        Err(_) if arn.contains(":cloudtrail:") => Err(errors::not_taggable(arn)),
        Err(error) => Err(error),
    }
}
