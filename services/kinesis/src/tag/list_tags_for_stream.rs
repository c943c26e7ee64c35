//! ListTagsForStream: the tags of a stream by key, a page of them.

use crate::shapes::{ListTagsForStreamInput, ListTagsForStreamOutput};
use crate::stream::row::{self, named};
use crate::tag::resource;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListTagsForStreamInput,
) -> Result<ListTagsForStreamOutput, AwsError> {
    let found = row::at(cx, &named!(input))?;
    let mut tags = resource::shown(&found.stream.tags);
    if let Some(after) = &input.exclusive_start_tag_key {
        tags.retain(|tag| tag.key.as_ref() > Some(after));
    }
    let limit = input.limit.map_or(usize::MAX, |n| n as usize);
    let more = tags.len() > limit;
    tags.truncate(limit);
    Ok(ListTagsForStreamOutput {
        tags: Some(tags),
        has_more_tags: Some(more),
    })
}
