//! ListTagsForResource.

use crate::shapes::{ListTagsForResourceInput, ListTagsForResourceOutput, Tag};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListTagsForResourceInput,
) -> Result<ListTagsForResourceOutput, AwsError> {
    let mut found = super::open(cx, &input.resource_arn)?;
    let tags = std::mem::take(found.tags()).into_iter();
    let tags = tags.map(|(key, value)| Tag { key, value });
    Ok(ListTagsForResourceOutput {
        tags: Some(tags.collect()),
    })
}
