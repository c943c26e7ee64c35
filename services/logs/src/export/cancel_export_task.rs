//! CancelExportTask: one that is not over yet.

use crate::errors;
use crate::export::row;
use crate::shapes::CancelExportTaskRequest;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: CancelExportTaskRequest) -> Result<Reply, AwsError> {
    let mut task = row::at(cx, &input.task_id)?;
    if !task.is_active() {
        return Err(errors::operation(
            "The specified export task has already finished.",
        ));
    }
    let running = task.status == "RUNNING";
    task.status = if running {
        "PENDING_CANCEL"
    } else {
        "CANCELLED"
    }
    .to_owned();
    task.message = "Cancelled by user".to_owned();
    row::put(cx, &task)?;
    Ok(Reply::default())
}
