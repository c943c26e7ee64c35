//! Operations: TagResource, UntagResource, ListTags

use super::rules;
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{ListTagsRequest, ListTagsResponse, TagResourceRequest, UntagResourceRequest};
use crate::{errors, event_source, signing};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn tag_resource(cx: &mut Cx, input: TagResourceRequest) -> Result<Reply, AwsError> {
    change(cx, &input.resource, |tags| {
        rules::put(tags, input.tags.clone())
    })?;
    Ok(Reply::default())
}

pub fn untag_resource(cx: &mut Cx, input: UntagResourceRequest) -> Result<Reply, AwsError> {
    change(cx, &input.resource, |tags| {
        tags.retain(|(key, _)| !input.tag_keys.contains(key));
        Ok(())
    })?;
    Ok(Reply::default())
}

pub fn list_tags(cx: &mut Cx, input: ListTagsRequest) -> Result<ListTagsResponse, AwsError> {
    let arn = input.resource.as_str();
    let tags = if signing::is_arn(arn) {
        signing::open(cx, arn)?.tags
    } else if event_source::is_arn(arn) {
        event_source::of_arn(cx, arn)?.tags
    } else {
        let named = function(cx, arn)?;
        functions::open(cx, &named)?.tags
    };
    Ok(ListTagsResponse { tags: Some(tags) })
}

fn change(
    cx: &mut Cx,
    arn: &str,
    change: impl Fn(&mut Vec<(String, String)>) -> Result<(), AwsError>,
) -> Result<(), AwsError> {
    if signing::is_arn(arn) {
        let mut config = signing::open(cx, arn)?;
        change(&mut config.tags)?;
        return signing::save(cx, &config);
    }
    if event_source::is_arn(arn) {
        let mut mapping = event_source::of_arn(cx, arn)?;
        change(&mut mapping.tags)?;
        return event_source::save(cx, &mapping);
    }
    let named = function(cx, arn)?;
    let mut function = functions::open(cx, &named)?;
    change(&mut function.tags)?;
    functions::save(cx, &named, &function)
}

fn function(cx: &Cx, arn: &str) -> Result<Named, AwsError> {
    if arn.contains(":capacity-provider:") {
        return Err(AwsError::not_implemented("capacity providers"));
    }
    let named = Named::read(cx, arn, None)?;
    match named.qualifier {
        Some(_) => Err(errors::invalid(
            "Tags on function aliases and versions are not supported. Please specify a function ARN.",
        )),
        None => Ok(named),
    }
}
