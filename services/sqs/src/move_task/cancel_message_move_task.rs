//! CancelMessageMoveTask: what was moved stays moved.

use super::handle::Handle;
use super::row::{self, KEPT, Status, TASKS};
use super::work;
use crate::errors;
use crate::shapes::{CancelMessageMoveTaskRequest, CancelMessageMoveTaskResult};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CancelMessageMoveTaskRequest,
) -> Result<CancelMessageMoveTaskResult, AwsError> {
    let handle = Handle::read(&input.task_handle);
    let handle = handle
        .ok_or_else(|| errors::invalid_parameter("Value for parameter TaskHandle is invalid."))?;
    let source = row::source(cx, &handle.source_arn)?;
    let tasks = row::newest(cx, &source, KEPT + 1)?;
    let task = tasks
        .into_iter()
        .find(|(_, task)| task.id == handle.task_id);
    let (key, mut task) = task.ok_or_else(errors::no_task)?;
    if task.status != Status::Running {
        return Err(errors::not_running());
    }
    task.status = Status::Cancelling;
    TASKS.put(cx.tx, source.scope(cx), &key, &task)?;
    work::set(cx, cx.now(), key, &task.source)?;
    Ok(CancelMessageMoveTaskResult {
        approximate_number_of_messages_moved: Some(task.moved as i64),
    })
}
