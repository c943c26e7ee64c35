//! TagQueue: adds tags, or gives those it has another value.

use crate::errors;
use crate::queue::row::{self, QUEUES, Queue};
use crate::shapes::{TagQueueOutput, TagQueueRequest};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: TagQueueRequest) -> Result<TagQueueOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    if input.tags.is_empty() {
        return Err(errors::missing("Tags"));
    }
    let mut queue = Queue::clone(&found.queue);
    for (key, value) in input.tags {
        match queue.tags.iter_mut().find(|(known, _)| *known == key) {
            Some(tag) => tag.1 = value,
            None => queue.tags.push((key, value)),
        }
    }
    rules::check(&queue.tags)?;
    QUEUES.put(cx.tx, found.scope(cx), &queue.name, &queue)?;
    Ok(TagQueueOutput::default())
}
