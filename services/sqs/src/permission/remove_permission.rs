//! RemovePermission: takes the statement of this label away.

use crate::errors;
use crate::permission::statement::{document, has_label, statements};
use crate::queue::row::{self, QUEUES, Queue};
use crate::shapes::{RemovePermissionOutput, RemovePermissionRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: RemovePermissionRequest,
) -> Result<RemovePermissionOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let mut policy = document(found.queue.policy.as_deref(), "");
    let list = statements(&mut policy);
    let before = list.len();
    list.retain(|s| !has_label(s, &input.label));
    if list.len() == before {
        return Err(errors::parameter(
            &input.label,
            "Label",
            "can't find label on existing policy.",
        ));
    }
    let empty = list.is_empty();
    let queue = Queue {
        policy: (!empty).then(|| policy.to_string()),
        modified: cx.now(),
        ..Queue::clone(&found.queue)
    };
    QUEUES.put(cx.tx, found.scope(cx), &queue.name, &queue)?;
    Ok(RemovePermissionOutput::default())
}
