//! DeleteQueue: the queue and all its messages.

use crate::move_task;
use crate::queue::row::{DELETED, Deleted, GLOBAL, PLACES, QUEUES};
use crate::queue::{remove, row};
use crate::shapes::{DeleteQueueOutput, DeleteQueueRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteQueueRequest) -> Result<DeleteQueueOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let (scope, name) = (found.scope(cx), &found.queue.name);
    let at = cx.now();
    QUEUES.delete(cx.tx, scope, name)?;
    DELETED.put(cx.tx, scope, name, &Deleted { at })?;
    let place = (
        cx.partition(),
        found.account.as_str(),
        cx.region(),
        name.as_str(),
    );
    PLACES.delete(cx.tx, GLOBAL, &place)?;
    move_task::forget(cx.tx, scope, found.queue.id)?;
    remove::give_up(cx, &found, true)?;
    Ok(DeleteQueueOutput::default())
}
