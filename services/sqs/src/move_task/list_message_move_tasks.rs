//! ListMessageMoveTasks: the newest tasks of a queue.

use super::handle::Handle;
use super::row::{self, Status, Task};
use crate::shapes::{
    ListMessageMoveTasksRequest, ListMessageMoveTasksResult, ListMessageMoveTasksResultEntry,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListMessageMoveTasksRequest,
) -> Result<ListMessageMoveTasksResult, AwsError> {
    let limit = input.max_results.unwrap_or(1);
    if !limits::MOVE_TASKS.contains(&limit) {
        return Err(errors::parameter(
            limit,
            "MaxResults",
            "You must enter a value between 1 and 10.",
        ));
    }
    let source = row::source(cx, &input.source_arn)?;
    let tasks = row::newest(cx, &source, limit as usize)?;
    let shown: Vec<_> = tasks.into_iter().map(|(_, task)| show(task)).collect();
    Ok(ListMessageMoveTasksResult {
        results: Some(shown),
    })
}

/// Only a task that runs can be cancelled, so only it has a handle.
fn show(task: Task) -> ListMessageMoveTasksResultEntry {
    let handle = (task.status == Status::Running).then(|| Handle {
        task_id: task.id,
        source_arn: task.source.clone(),
    });
    ListMessageMoveTasksResultEntry {
        task_handle: handle.map(|handle| handle.text()),
        status: Some(task.status.name().to_owned()),
        source_arn: Some(task.source),
        destination_arn: task.destination,
        max_number_of_messages_per_second: task.per_second,
        approximate_number_of_messages_moved: Some(task.moved as i64),
        approximate_number_of_messages_to_move: Some(task.to_move as i64),
        failure_reason: task.failure,
        started_timestamp: Some(task.started),
    }
}
