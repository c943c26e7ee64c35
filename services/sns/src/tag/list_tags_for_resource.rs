//! ListTagsForResource.

use crate::shapes::{ListTagsForResourceRequest, ListTagsForResourceResponse, Tag};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResponse, AwsError> {
    let found = super::resource(cx, &input.resource_arn)?;
    let tags = found.topic.tags.iter().cloned();
    let tags = tags.map(|(key, value)| Tag { key, value });
    Ok(ListTagsForResourceResponse {
        tags: Some(tags.collect()),
    })
}
