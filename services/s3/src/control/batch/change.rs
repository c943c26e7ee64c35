//! UpdateJobStatus and UpdateJobPriority.

use super::row::{self, Status};
use crate::control::shapes::{
    UpdateJobPriorityRequest, UpdateJobPriorityResult, UpdateJobStatusRequest,
    UpdateJobStatusResult,
};
use haneul_pipeline::{AwsError, Cx};

pub fn update_status(
    cx: &mut Cx,
    input: UpdateJobStatusRequest,
) -> Result<UpdateJobStatusResult, AwsError> {
    let mut job = row::existing(cx, &input.job_id)?;
    let wanted = input.requested_job_status.as_str();
    job.status = match (wanted, job.status) {
        ("Ready", Status::Suspended) => Status::Ready,
        ("Cancelled", Status::New | Status::Suspended | Status::Ready) => {
            job.ended = Some(cx.now());
            Status::Cancelled
        }
        // What is under way comes to an end first.
        ("Cancelled", Status::Preparing | Status::Active | Status::Cancelling) => {
            Status::Cancelling
        }
        (_, now) => {
            return Err(AwsError::new(
                "JobStatusException",
                format!("A job in the status {} cannot become {wanted}.", now.name()),
            )
            .status(400));
        }
    };
    job.reason = input.status_update_reason;
    let scope = cx.scope();
    row::put(cx.tx, scope, &job)?;
    Ok(UpdateJobStatusResult {
        status: Some(job.status.name()),
        status_update_reason: job.reason,
        job_id: Some(job.id),
    })
}

pub fn update_priority(
    cx: &mut Cx,
    input: UpdateJobPriorityRequest,
) -> Result<UpdateJobPriorityResult, AwsError> {
    let mut job = row::existing(cx, &input.job_id)?;
    if job.status.is_over() {
        return Err(AwsError::new(
            "JobStatusException",
            format!(
                "The priority of a job in the status {} cannot be changed.",
                job.status.name()
            ),
        )
        .status(400));
    }
    job.priority = input.priority;
    let scope = cx.scope();
    row::put(cx.tx, scope, &job)?;
    Ok(UpdateJobPriorityResult {
        priority: Some(job.priority),
        job_id: Some(job.id),
    })
}
