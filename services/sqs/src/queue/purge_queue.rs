//! PurgeQueue: every message that was sent before, also those in flight.

use crate::errors;
use crate::limits::PURGE_SECONDS;
use crate::queue::row::{QUEUES, Queue};
use crate::queue::{remove, row};
use crate::shapes::{PurgeQueueOutput, PurgeQueueRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PurgeQueueRequest) -> Result<PurgeQueueOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let now = cx.now();
    if let Some(purged) = found.queue.purged {
        if now.duration_since(purged).as_secs() < PURGE_SECONDS {
            return Err(errors::purge_in_progress(&found.queue.name));
        }
    }
    let queue = Queue {
        space: cx.random().u64(),
        purged: Some(now),
        ..Queue::clone(&found.queue)
    };
    QUEUES.put(cx.tx, found.scope(cx), &queue.name, &queue)?;
    remove::give_up(cx, &found, false)?;
    Ok(PurgeQueueOutput::default())
}
