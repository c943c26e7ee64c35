//! SetQueueAttributes.

use crate::errors;
use crate::queue::row::{QUEUES, Queue};
use crate::queue::{attributes, row};
use crate::shapes::{SetQueueAttributesOutput, SetQueueAttributesRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: SetQueueAttributesRequest,
) -> Result<SetQueueAttributesOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    if input.attributes.is_empty() {
        return Err(errors::missing("Attribute.Name"));
    }
    let mut queue = Queue::clone(&found.queue);
    attributes::apply(cx, &found.account, &mut queue, &input.attributes)?;
    queue.modified = cx.now();
    QUEUES.put(cx.tx, found.scope(cx), &queue.name, &queue)?;
    // Other bounds may make other messages visible.
    cx.tx.notify(queue.channel());
    Ok(SetQueueAttributesOutput::default())
}
