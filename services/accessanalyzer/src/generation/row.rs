//! A job as it is stored and shown. A job has done its work when the call that starts it returns.

use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By id, in the account and Region.
static JOBS: Table<String, Job> = Table::new("accessanalyzer_generation");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub id: String,
    pub principal: String,
    pub started: Timestamp,
    pub trail: Option<Trail>,
    /// Actions and the resources each was used on.
    pub used: Vec<(String, Vec<String>)>,
}

/// What the caller says of trails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    pub from: Timestamp,
    pub to: Timestamp,
    pub trails: Vec<TrailOf>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailOf {
    pub arn: String,
    pub regions: Option<Vec<String>>,
    pub all_regions: Option<bool>,
}

impl Stored for Job {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, id: &str) -> Result<Job, AwsError> {
    let scope = cx.scope();
    let found = JOBS.get(cx.tx, scope, id)?;
    found.ok_or_else(|| errors::invalid(format!("The job {id} does not exist.")))
}

pub fn all(cx: &mut Cx) -> Result<Vec<Job>, AwsError> {
    let scope = cx.scope();
    let rows = JOBS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, job)| job).collect())
}

pub fn save(cx: &mut Cx, job: &Job) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(JOBS.put(cx.tx, scope, &job.id, job)?)
}

pub fn delete(cx: &mut Cx, id: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    JOBS.delete(cx.tx, scope, id)?;
    Ok(())
}

pub fn details(job: &Job) -> shapes::JobDetails {
    shapes::JobDetails {
        job_id: Some(job.id.clone()),
        status: Some("SUCCEEDED".to_owned()),
        started_on: Some(job.started),
        completed_on: Some(job.started),
        job_error: None,
    }
}

pub fn listed(job: Job) -> shapes::PolicyGeneration {
    shapes::PolicyGeneration {
        job_id: Some(job.id),
        principal_arn: Some(job.principal),
        status: Some("SUCCEEDED".to_owned()),
        started_on: Some(job.started),
        completed_on: Some(job.started),
    }
}

pub fn properties(trail: &Trail) -> shapes::CloudTrailProperties {
    let shown = trail.trails.iter().map(|one| shapes::TrailProperties {
        cloud_trail_arn: Some(one.arn.clone()),
        regions: Some(one.regions.clone().unwrap_or_default()),
        all_regions: Some(one.all_regions.unwrap_or(false)),
    });
    shapes::CloudTrailProperties {
        trail_properties: Some(shown.collect()),
        start_time: Some(trail.from),
        end_time: Some(trail.to),
    }
}
