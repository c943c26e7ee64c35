//! Operations: TagResource, UntagResource, ListTagsOfResource
//!
//! Tags of a table, by its ARN.

use crate::errors;
use crate::shapes::{
    ListTagsOfResourceInput, ListTagsOfResourceOutput, Tag, TagResourceInput, UntagResourceInput,
};
use crate::table::row::{self, Found};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx, Reply};

/// In one page of a listing.
const PAGE: usize = 10;

pub fn tag_resource(cx: &mut Cx, input: TagResourceInput) -> Result<Reply, AwsError> {
    let found = changeable(cx, &input.resource_arn)?;
    let mut table = found.table.as_ref().clone();
    rules::add(&mut table.tags, &input.tags)?;
    row::put(cx, &found, &table)?;
    Ok(Reply::default())
}

pub fn untag_resource(cx: &mut Cx, input: UntagResourceInput) -> Result<Reply, AwsError> {
    let found = changeable(cx, &input.resource_arn)?;
    let mut table = found.table.as_ref().clone();
    table.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    row::put(cx, &found, &table)?;
    Ok(Reply::default())
}

fn changeable(cx: &mut Cx, arn: &str) -> Result<Found, AwsError> {
    let found = row::at_arn(cx, arn)?;
    match found.table.status(cx.now().as_microsecond()) {
        "DELETING" => Err(errors::no_arn(arn)),
        _ => Ok(found),
    }
}

pub fn list_tags_of_resource(
    cx: &mut Cx,
    input: ListTagsOfResourceInput,
) -> Result<ListTagsOfResourceOutput, AwsError> {
    let found = row::at_arn(cx, &input.resource_arn)?;
    let mut tags = found.table.tags.clone();
    tags.sort();
    // A token is the key that the page before ended with.
    if let Some(after) = &input.next_token {
        tags.retain(|(key, _)| key > after);
    }
    let more = tags.len() > PAGE;
    tags.truncate(PAGE);
    Ok(ListTagsOfResourceOutput {
        next_token: tags.last().filter(|_| more).map(|(key, _)| key.clone()),
        tags: Some(
            tags.into_iter()
                .map(|(key, value)| Tag { key, value })
                .collect(),
        ),
    })
}
