//! ListQueueTags.

use crate::queue::row;
use crate::shapes::{ListQueueTagsRequest, ListQueueTagsResult};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListQueueTagsRequest) -> Result<ListQueueTagsResult, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let tags = found.queue.tags.clone();
    Ok(ListQueueTagsResult {
        tags: (!tags.is_empty()).then_some(tags),
    })
}
