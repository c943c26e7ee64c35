//! TagResource, UntagResource and ListTagsForResource, of access points.

use super::nothing;
use super::row::{self, AccessPoint};
use crate::control::shapes::{
    ListTagsForResourceRequest, ListTagsForResourceResult, Tag, TagResourceRequest,
    UntagResourceRequest,
};
use crate::shapes::Tag as BucketTag;
use crate::tagging;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn read(tags: Vec<Tag>) -> Result<Vec<(String, String)>, AwsError> {
    let tag = |tag: Tag| BucketTag {
        key: tag.key,
        value: tag.value,
    };
    tagging::bucket_tags(tags.into_iter().map(tag).collect())
}

fn named(cx: &mut Cx, arn: &str) -> Result<AccessPoint, AwsError> {
    let prefix = row::arn(cx.partition(), cx.region(), cx.account(), "");
    match arn.strip_prefix(&prefix) {
        Some(name) => row::existing(cx, name),
        None => Err(AwsError::not_implemented(
            "tags of S3 resources by their ARNs, but of access points",
        )),
    }
}

pub fn tag(cx: &mut Cx, input: TagResourceRequest) -> Result<Reply, AwsError> {
    let mut point = named(cx, &input.resource_arn)?;
    let new = read(input.tags)?;
    point
        .tags
        .retain(|(key, _)| !new.iter().any(|(k, _)| k == key));
    point.tags.extend(new);
    let all = point.tags.iter().map(|(key, value)| Tag {
        key: key.clone(),
        value: value.clone(),
    });
    point.tags = read(all.collect())?;
    row::put(cx, &point)?;
    Ok(nothing().status(204))
}

pub fn untag(cx: &mut Cx, input: UntagResourceRequest) -> Result<Reply, AwsError> {
    let mut point = named(cx, &input.resource_arn)?;
    point.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    row::put(cx, &point)?;
    Ok(nothing().status(204))
}

pub fn list_tags(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResult, AwsError> {
    let point = named(cx, &input.resource_arn)?;
    let shown = |(key, value)| Tag { key, value };
    Ok(ListTagsForResourceResult {
        tags: Some(point.tags.into_iter().map(shown).collect()),
    })
}
