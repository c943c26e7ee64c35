//! Operations: TagResource, UntagResource, ListTagsForResource
//!
//! Tags of whatever has an ARN.

use crate::errors;
use crate::group::row;
use crate::lookup::row as lookups;
use crate::shapes::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, TagResourceRequest,
    UntagResourceRequest,
};
use crate::tag::rules;
use haneul_pipeline::{Arn, AwsError, Cx, Reply};

pub fn tag_resource(cx: &mut Cx, input: TagResourceRequest) -> Result<Reply, AwsError> {
    change(cx, &input.resource_arn, |tags| {
        rules::add(tags, input.tags.clone())
    })
}

pub fn untag_resource(cx: &mut Cx, input: UntagResourceRequest) -> Result<Reply, AwsError> {
    change(cx, &input.resource_arn, |tags| {
        tags.retain(|(key, _)| !input.tag_keys.contains(key));
        Ok(())
    })
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    let tags = match lookups::name_in(cx, &input.resource_arn) {
        Some(name) => lookups::find(cx, name)?.map(|table| table.tags),
        None => {
            let name = named(cx, &input.resource_arn)?;
            row::find(cx, &name)?.map(|group| group.tags)
        }
    };
    Ok(ListTagsForResourceResponse {
        tags: Some(tags.ok_or_else(errors::no_resource)?),
    })
}

fn change(
    cx: &mut Cx,
    arn: &str,
    change: impl Fn(&mut Vec<(String, String)>) -> Result<(), AwsError>,
) -> Result<Reply, AwsError> {
    if let Some(name) = lookups::name_in(cx, arn) {
        let mut table = lookups::find(cx, name)?.ok_or_else(errors::no_resource)?;
        change(&mut table.tags)?;
        lookups::put(cx, &table)?;
        return Ok(Reply::default());
    }
    let name = named(cx, arn)?;
    let mut group = row::find(cx, &name)?.ok_or_else(errors::no_resource)?;
    change(&mut group.tags)?;
    row::put(cx, &group)?;
    Ok(Reply::default())
}

/// The group's name: of the ARN without `:*`, as AWS wants it here.
fn named(cx: &Cx, arn: &str) -> Result<String, AwsError> {
    let read = Arn::read(arn).filter(|arn| arn.service == "logs");
    let read = read.ok_or_else(|| errors::parameter("The ARN is invalid."))?;
    let here = read.region == cx.region() && read.account == cx.account();
    match read.resource.strip_prefix("log-group:") {
        Some(name) if here => Ok(name.strip_suffix(":*").unwrap_or(name).to_owned()),
        _ => Err(errors::no_resource()),
    }
}
