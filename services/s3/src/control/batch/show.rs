//! DescribeJob and ListJobs.

use super::row::{self, Job, kind};
use crate::control::shapes::{
    DescribeJobRequest, DescribeJobResult, JobDescriptor, JobFailure, JobListDescriptor,
    ListJobsRequest, ListJobsResult,
};
use crate::listing::token;
use haneul_pipeline::{AwsError, Cx};

const PAGE: i64 = 1_000;

pub fn describe(cx: &mut Cx, input: DescribeJobRequest) -> Result<DescribeJobResult, AwsError> {
    let job = row::existing(cx, &input.job_id)?;
    let asked = job.asked()?;
    let failure = |(code, reason): (String, String)| JobFailure {
        failure_code: Some(code),
        failure_reason: Some(reason),
    };
    let confirms = asked.confirmation_required == Some(true);
    let shown = JobDescriptor {
        job_arn: Some(cx.arn("s3", &format!("job/{}", job.id))),
        progress_summary: Some(job.progress(cx.now())),
        confirmation_required: Some(confirms),
        description: asked.description,
        status: Some(job.status.name()),
        manifest: asked.manifest,
        operation: Some(asked.operation),
        priority: Some(job.priority),
        status_update_reason: job.reason,
        failure_reasons: job.failure.map(|one| vec![failure(one)]),
        report: Some(asked.report),
        creation_time: Some(job.created),
        termination_date: job.ended,
        role_arn: Some(asked.role_arn),
        suspended_date: job.suspended,
        suspended_cause: job.suspended.map(|_| "AwaitingConfirmation".to_owned()),
        job_id: Some(job.id),
        ..JobDescriptor::default()
    };
    Ok(DescribeJobResult { job: Some(shown) })
}

pub fn list(cx: &mut Cx, input: ListJobsRequest) -> Result<ListJobsResult, AwsError> {
    let wanted = input.job_statuses.unwrap_or_default();
    let statuses = wanted.join(",");
    let query = ["jobs", statuses.as_str()];
    let after = input.next_token.map(|token| token::open(&token, &query));
    let after = after.transpose()?;
    let most = input.max_results.unwrap_or(PAGE).clamp(1, PAGE);
    let most = usize::try_from(most).unwrap_or(1);
    let mut jobs = row::all(cx)?;
    jobs.retain(|job| wanted.is_empty() || wanted.contains(&job.status.name()));
    // The newest first.
    jobs.sort_by(|a, b| (b.created, &b.id).cmp(&(a.created, &a.id)));
    if let Some(after) = after {
        let at = jobs.iter().position(|job| job.id == after);
        jobs.drain(..at.map_or(0, |at| at + 1));
    }
    let more = jobs.len() > most;
    jobs.truncate(most);
    let next = jobs.last().filter(|_| more);
    let next_token = next.map(|job| token::seal(&job.id, &query));
    let shown = |job: Job| -> Result<JobListDescriptor, AwsError> {
        let asked = job.asked()?;
        Ok(JobListDescriptor {
            description: asked.description,
            operation: Some(kind(&asked.operation).to_owned()),
            priority: Some(job.priority),
            status: Some(job.status.name()),
            creation_time: Some(job.created),
            termination_date: job.ended,
            progress_summary: Some(job.progress(cx.now())),
            job_id: Some(job.id),
        })
    };
    let jobs: Result<Vec<_>, _> = jobs.into_iter().map(shown).collect();
    Ok(ListJobsResult {
        jobs: Some(jobs?),
        next_token,
    })
}
