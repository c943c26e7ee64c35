//! Operations: TagResource, UntagResource, ListTagsForResource
//!
//! Tags of a stream or a consumer, by its ARN.

use crate::address::{Address, ConsumerAddress};
use crate::consumer::row as consumers;
use crate::errors;
use crate::shapes::{
    ListTagsForResourceInput, ListTagsForResourceOutput, Tag, TagResourceInput, UntagResourceInput,
};
use crate::stream::row;
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn tag_resource(cx: &mut Cx, input: TagResourceInput) -> Result<Reply, AwsError> {
    change(cx, &input.resource_arn, |address, tags| {
        rules::add(tags, input.tags.clone());
        rules::check(address, tags)
    })
}

pub fn untag_resource(cx: &mut Cx, input: UntagResourceInput) -> Result<Reply, AwsError> {
    change(cx, &input.resource_arn, |_, tags| {
        tags.retain(|(key, _)| !input.tag_keys.contains(key));
        Ok(())
    })
}

fn change(
    cx: &mut Cx,
    arn: &str,
    change: impl Fn(&Address, &mut Vec<(String, String)>) -> Result<(), AwsError>,
) -> Result<Reply, AwsError> {
    if ConsumerAddress::of_arn(cx, arn).is_some() {
        let (found, mut consumer) = consumers::at_arn(cx, arn)?;
        change(&found.address, &mut consumer.tags)?;
        consumers::put(cx, &found, &consumer)?;
        return Ok(Reply::default());
    }
    let found = row::at_address(cx, &Address::of_arn(cx, arn)?)?;
    let mut stream = found.stream.clone();
    change(&found.address, &mut stream.tags)?;
    row::put(cx, &found, &stream)?;
    Ok(Reply::default())
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceInput,
) -> Result<ListTagsForResourceOutput, AwsError> {
    let arn = &input.resource_arn;
    let tags = match ConsumerAddress::of_arn(cx, arn) {
        Some(_) => consumers::at_arn(cx, arn)?.1.tags,
        None if arn.contains("/consumer/") => return Err(errors::arn(arn)),
        None => {
            let address = Address::of_arn(cx, arn)?;
            row::at_address(cx, &address)?.stream.tags.clone()
        }
    };
    Ok(ListTagsForResourceOutput {
        tags: Some(shown(&tags)),
    })
}

pub fn shown(tags: &[(String, String)]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = tags
        .iter()
        .map(|(key, value)| Tag {
            key: Some(key.clone()),
            value: Some(value.clone()),
        })
        .collect();
    tags.sort_by(|a, b| a.key.cmp(&b.key));
    tags
}
