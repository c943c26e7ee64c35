//! Operations: TagResource, UntagResource, ListTagsForResource.

use super::{owner, rules};
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn tag_resource(
    cx: &mut Cx,
    input: shapes::TagResourceRequest,
) -> Result<shapes::TagResourceOutput, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    rules::put(owner.tags(), input.tags)?;
    owner.save(cx)?;
    Ok(shapes::TagResourceOutput::default())
}

pub fn untag_resource(
    cx: &mut Cx,
    input: shapes::UntagResourceRequest,
) -> Result<shapes::UntagResourceOutput, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    let tags = owner.tags();
    tags.retain(|(key, _)| !input.tag_keys.contains(key));
    owner.save(cx)?;
    Ok(shapes::UntagResourceOutput::default())
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: shapes::ListTagsForResourceRequest,
) -> Result<shapes::ResourceTags, AwsError> {
    let mut owner = owner::open(cx, &input.resource_arn)?;
    Ok(shapes::ResourceTags {
        tags: Some(std::mem::take(owner.tags())),
    })
}
