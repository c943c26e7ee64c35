//! UntagQueue: takes tags off; one that is not there is no error.

use crate::errors;
use crate::queue::row::{self, QUEUES, Queue};
use crate::shapes::{UntagQueueOutput, UntagQueueRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UntagQueueRequest) -> Result<UntagQueueOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    if input.tag_keys.is_empty() {
        return Err(errors::missing("TagKeys"));
    }
    let mut queue = Queue::clone(&found.queue);
    queue.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    QUEUES.put(cx.tx, found.scope(cx), &queue.name, &queue)?;
    Ok(UntagQueueOutput::default())
}
