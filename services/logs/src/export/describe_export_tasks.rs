//! DescribeExportTasks: the newest first.

use crate::export::row::{self, Task};
use crate::limits::LIST;
use crate::page::page;
use crate::shapes::{
    DescribeExportTasksRequest, DescribeExportTasksResponse, ExportTask, ExportTaskExecutionInfo,
    ExportTaskStatus,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeExportTasksRequest,
) -> Result<DescribeExportTasksResponse, AwsError> {
    let page = page(input.limit, input.next_token.as_deref(), LIST)?;
    let tasks = match &input.task_id {
        Some(id) => vec![row::at(cx, id)?],
        None => row::all(cx)?,
    };
    let keyed = tasks.into_iter().map(|task| {
        let (age, id) = task.key();
        (format!("{age:016x}/{id}"), task)
    });
    let mut rows: Vec<(String, Task)> = keyed
        .filter(|(key, task)| {
            page.has(key) && input.status_code.as_ref().is_none_or(|s| *s == task.status)
        })
        .collect();
    let next_token = page.close(&mut rows, |(key, _)| key);
    Ok(DescribeExportTasksResponse {
        export_tasks: Some(rows.into_iter().map(|(_, task)| show(task)).collect()),
        next_token,
    })
}

fn show(task: Task) -> ExportTask {
    ExportTask {
        task_id: Some(task.id),
        task_name: task.name,
        log_group_name: Some(task.group),
        from: Some(task.from),
        to: Some(task.to),
        destination: Some(task.bucket),
        destination_prefix: Some(task.prefix),
        status: Some(ExportTaskStatus {
            code: Some(task.status),
            message: Some(task.message),
        }),
        execution_info: Some(ExportTaskExecutionInfo {
            creation_time: Some(task.created),
            completion_time: task.completed,
        }),
    }
}
