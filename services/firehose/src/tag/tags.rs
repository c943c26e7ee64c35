//! Operations: TagDeliveryStream, UntagDeliveryStream, ListTagsForDeliveryStream
//!
//! Tags of a delivery stream, by its name.

use crate::shapes::{
    ListTagsForDeliveryStreamInput, ListTagsForDeliveryStreamOutput, Tag, TagDeliveryStreamInput,
    TagDeliveryStreamOutput, UntagDeliveryStreamInput, UntagDeliveryStreamOutput,
};
use crate::stream::row;
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx};

pub fn tag_delivery_stream(
    cx: &mut Cx,
    input: TagDeliveryStreamInput,
) -> Result<TagDeliveryStreamOutput, AwsError> {
    let mut stream = row::at(cx, &input.delivery_stream_name)?;
    for (key, value) in rules::pairs(input.tags) {
        match stream.tags.iter_mut().find(|(known, _)| *known == key) {
            Some(tag) => tag.1 = value,
            None => stream.tags.push((key, value)),
        }
    }
    rules::check(&stream.tags)?;
    row::put(cx, &stream)?;
    Ok(TagDeliveryStreamOutput::default())
}

pub fn untag_delivery_stream(
    cx: &mut Cx,
    input: UntagDeliveryStreamInput,
) -> Result<UntagDeliveryStreamOutput, AwsError> {
    let mut stream = row::at(cx, &input.delivery_stream_name)?;
    stream.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    row::put(cx, &stream)?;
    Ok(UntagDeliveryStreamOutput::default())
}

pub fn list_tags_for_delivery_stream(
    cx: &mut Cx,
    input: ListTagsForDeliveryStreamInput,
) -> Result<ListTagsForDeliveryStreamOutput, AwsError> {
    let mut tags = row::at(cx, &input.delivery_stream_name)?.tags;
    tags.sort_unstable();
    if let Some(after) = &input.exclusive_start_tag_key {
        tags.retain(|(key, _)| key > after);
    }
    let limit = input.limit.map_or(usize::MAX, |n| n as usize);
    let more = tags.len() > limit;
    tags.truncate(limit);
    let shown = tags.into_iter().map(|(key, value)| Tag {
        key,
        value: Some(value),
    });
    Ok(ListTagsForDeliveryStreamOutput {
        tags: Some(shown.collect()),
        has_more_tags: Some(more),
    })
}
