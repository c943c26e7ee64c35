//! StartMessageMoveTask: from a dead-letter queue back to where the messages came from, or to
//! another queue.

use super::handle::Handle;
use super::row::{self, KEPT, Status, TASKS, Task};
use super::work;
use crate::queue::{Found, count};
use crate::shapes::{StartMessageMoveTaskRequest, StartMessageMoveTaskResult};
use crate::{errors, limits, order};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(
    cx: &mut Cx,
    input: StartMessageMoveTaskRequest,
) -> Result<StartMessageMoveTaskResult, AwsError> {
    check_rate(input.max_number_of_messages_per_second)?;
    let source = row::source(cx, &input.source_arn)?;
    if row::goals(cx, &input.source_arn)?.is_empty() {
        return Err(errors::invalid_parameter(
            "Source queue must be configured as a Dead Letter Queue.",
        ));
    }
    if let Some(arn) = &input.destination_arn {
        check_destination(cx, &source, &input.source_arn, arn)?;
    }
    let before = row::newest(cx, &source, KEPT + 1)?;
    if before.iter().any(|(_, task)| task.status.is_active()) {
        return Err(errors::invalid_parameter(
            "There is already a task running. Only one active task is allowed for a source queue \
             arn at a given time.",
        ));
    }
    let scope = source.scope(cx);
    for (key, _) in before.iter().skip(KEPT - 1) {
        TASKS.delete(cx.tx, scope, key)?;
    }
    let task = Task {
        id: ids::uuid(cx.random()),
        source: input.source_arn,
        destination: input.destination_arn,
        per_second: input.max_number_of_messages_per_second,
        status: Status::Running,
        moved: 0,
        to_move: count::of(cx, &source)?.visible,
        started: cx.now().as_millisecond(),
        failure: None,
    };
    let key = (source.queue.id, order::next(cx));
    TASKS.insert(cx.tx, scope, &key, &task)?;
    work::set(cx, cx.now(), key, &task.source)?;
    let handle = Handle {
        task_id: task.id,
        source_arn: task.source,
    };
    Ok(StartMessageMoveTaskResult {
        task_handle: Some(handle.text()),
    })
}

fn check_rate(rate: Option<i64>) -> Result<(), AwsError> {
    match rate.filter(|rate| !limits::MOVES_PER_SECOND.contains(rate)) {
        None => Ok(()),
        Some(rate) => Err(errors::parameter(
            rate,
            "MaxNumberOfMessagesPerSecond",
            "You must enter a value between 1 and 500.",
        )),
    }
}

fn check_destination(
    cx: &mut Cx,
    source: &Found,
    source_arn: &str,
    arn: &str,
) -> Result<(), AwsError> {
    let destination = row::find(cx, arn)?.ok_or_else(|| errors::no_resource("DestinationArn"))?;
    if arn == source_arn {
        return Err(errors::invalid_parameter(
            "Source queue arn and destination queue arn must be different.",
        ));
    }
    if destination.queue.is_fifo() != source.queue.is_fifo() {
        return Err(errors::invalid_parameter(
            "Source queue and destination queue must be of the same type.",
        ));
    }
    Ok(())
}
