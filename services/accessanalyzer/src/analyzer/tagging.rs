//! Operations: TagResource, UntagResource, ListTagsForResource

use super::{row, tags};
use crate::shapes::{
    ListTagsForResourceRequest, ListTagsForResourceResponse, TagResourceRequest,
    TagResourceResponse, UntagResourceRequest, UntagResourceResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn tag_resource(
    cx: &mut Cx,
    input: TagResourceRequest,
) -> Result<TagResourceResponse, AwsError> {
    let mut analyzer = row::find(cx, &input.resource_arn)?;
    tags::put(&mut analyzer.tags, input.tags)?;
    row::save(cx, &analyzer)?;
    Ok(TagResourceResponse {})
}

pub fn untag_resource(
    cx: &mut Cx,
    input: UntagResourceRequest,
) -> Result<UntagResourceResponse, AwsError> {
    let mut analyzer = row::find(cx, &input.resource_arn)?;
    analyzer
        .tags
        .retain(|(key, _)| !input.tag_keys.contains(key));
    row::save(cx, &analyzer)?;
    Ok(UntagResourceResponse {})
}

pub fn list_tags_for_resource(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    let analyzer = row::find(cx, &input.resource_arn)?;
    Ok(ListTagsForResourceResponse {
        tags: Some(analyzer.tags),
    })
}
