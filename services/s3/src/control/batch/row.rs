//! The stored job.

use crate::blobs::GLOBAL;
use crate::control::shapes::{CreateJobRequest, JobOperation, JobProgressSummary, JobTimers};
use haneul_model::FromValue;
use haneul_pipeline::{AwsError, Cx, json};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Of an account in a Region, by id.
static JOBS: Table<String, Job> = Table::new("s3_batch_job");

/// Ids by the token of the request that made them.
static TOKENS: Table<String, Token> = Table::new("s3_batch_token");

/// All that the worker has to look at: by partition, account, Region and id.
static KNOWN: Table<(String, String, String, String), Known> = Table::new("s3_batch_known");

/// Lines of reports, by the job, whether they tell of failures, and their order.
static RESULTS: Table<(String, bool, u64), Results> = Table::new("s3_batch_result");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub id: String,
    /// The request that made it, as calls from inside write it.
    pub asked: String,
    pub status: Status,
    pub priority: i64,
    pub created: Timestamp,
    pub began: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    pub suspended: Option<Timestamp>,
    /// What was said when the status was set.
    pub reason: Option<String>,
    /// A code and words.
    pub failure: Option<(String, String)>,
    pub total: u64,
    pub succeeded: u64,
    pub failed: u64,
    pub cursor: Cursor,
    pub tags: Vec<(String, String)>,
}

/// What of the manifest has been done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Of an inventory, which of its files.
    pub file: u64,
    /// Bytes of a list, rows of an inventory's file.
    pub offset: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    New,
    Preparing,
    Suspended,
    Ready,
    Active,
    Completing,
    Complete,
    Cancelling,
    Cancelled,
    Failing,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Token {
    job: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Known {
    /// When it is forgotten, of one that has ended.
    until: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Results {
    lines: String,
}

impl Stored for Job {
    const VERSION: u32 = 1;
}

impl Stored for Token {
    const VERSION: u32 = 1;
}

impl Stored for Known {
    const VERSION: u32 = 1;
}

impl Stored for Results {
    const VERSION: u32 = 1;
}

impl Status {
    pub fn name(self) -> String {
        format!("{self:?}")
    }

    pub fn is_over(self) -> bool {
        matches!(self, Status::Complete | Status::Cancelled | Status::Failed)
    }
}

impl Job {
    pub fn asked(&self) -> Result<CreateJobRequest, AwsError> {
        let wrong = || AwsError::internal("a job that nobody can have asked for");
        let model = haneul_model::model("s3control").ok_or_else(wrong)?;
        let shape = model.operation("CreateJob").and_then(|op| op.input);
        let asked = serde_json::from_str(&self.asked).map_err(|_| wrong())?;
        let value = json::read(model, shape.ok_or_else(wrong)?, &asked).map_err(|_| wrong())?;
        CreateJobRequest::from_value(value).ok_or_else(wrong)
    }

    pub fn progress(&self, now: Timestamp) -> JobProgressSummary {
        let number = |count: u64| Some(i64::try_from(count).unwrap_or(i64::MAX));
        let until = self.ended.unwrap_or(now);
        let active = self
            .began
            .map(|began| until.duration_since(began).as_secs());
        JobProgressSummary {
            total_number_of_tasks: number(self.total),
            number_of_tasks_succeeded: number(self.succeeded),
            number_of_tasks_failed: number(self.failed),
            timers: Some(JobTimers {
                elapsed_time_in_active_seconds: Some(active.unwrap_or_default().max(0)),
            }),
        }
    }
}

/// What an operation is called.
pub fn kind(operation: &JobOperation) -> &'static str {
    let said = [
        ("LambdaInvoke", operation.lambda_invoke.is_some()),
        ("S3PutObjectCopy", operation.s3_put_object_copy.is_some()),
        ("S3PutObjectAcl", operation.s3_put_object_acl.is_some()),
        (
            "S3PutObjectTagging",
            operation.s3_put_object_tagging.is_some(),
        ),
        (
            "S3DeleteObjectTagging",
            operation.s3_delete_object_tagging.is_some(),
        ),
        (
            "S3InitiateRestoreObject",
            operation.s3_initiate_restore_object.is_some(),
        ),
        (
            "S3PutObjectLegalHold",
            operation.s3_put_object_legal_hold.is_some(),
        ),
        (
            "S3PutObjectRetention",
            operation.s3_put_object_retention.is_some(),
        ),
        ("S3ReplicateObject", operation.s3_replicate_object.is_some()),
        (
            "S3ComputeObjectChecksum",
            operation.s3_compute_object_checksum.is_some(),
        ),
        (
            "S3UpdateObjectEncryption",
            operation.s3_update_object_encryption.is_some(),
        ),
    ];
    let mut said = said.into_iter().filter(|(_, said)| *said);
    match (said.next(), said.next()) {
        (Some((name, _)), None) => name,
        _ => "",
    }
}

/// What permissions about a job may ask for: its priority, its operation, why it is suspended.
pub fn facts(cx: &mut Cx, id: &str) -> Result<Option<(i64, &'static str, bool)>, AwsError> {
    let scope = cx.scope();
    let Some(job) = JOBS.get(cx.tx, scope, id)? else {
        return Ok(None);
    };
    let operation = kind(&job.asked()?.operation);
    Ok(Some((job.priority, operation, job.suspended.is_some())))
}

pub fn existing(cx: &mut Cx, id: &str) -> Result<Job, AwsError> {
    let scope = cx.scope();
    let missing = || AwsError::new("NoSuchJob", "The specified job does not exist.").status(404);
    JOBS.get(cx.tx, scope, id)?.ok_or_else(missing)
}

pub fn of_token(cx: &mut Cx, token: &str) -> Result<Option<Job>, AwsError> {
    let scope = cx.scope();
    let Some(token) = TOKENS.get(cx.tx, scope, token)? else {
        return Ok(None);
    };
    Ok(JOBS.get(cx.tx, scope, token.job.as_str())?)
}

pub fn insert(cx: &mut Cx, job: &Job, token: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    let id = Token {
        job: job.id.clone(),
    };
    TOKENS.put(cx.tx, scope, token, &id)?;
    put(cx.tx, scope, job)
}

pub fn put(tx: &mut Tx, scope: Scope<'_>, job: &Job) -> Result<(), AwsError> {
    let place = (
        scope.partition,
        scope.account,
        scope.region,
        job.id.as_str(),
    );
    let keeping = jiff::SignedDuration::from_hours(24 * 90);
    let known = Known {
        until: job
            .ended
            .map(|at| at.checked_add(keeping).unwrap_or(Timestamp::MAX)),
    };
    if KNOWN.get(tx, GLOBAL, &place)?.as_ref() != Some(&known) {
        KNOWN.put(tx, GLOBAL, &place, &known)?;
    }
    Ok(JOBS.put(tx, scope, &job.id, job)?)
}

pub fn all(cx: &mut Cx) -> Result<Vec<Job>, AwsError> {
    let scope = cx.scope();
    let rows = JOBS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, job)| job).collect())
}

/// A job, for whoever has no call.
#[derive(Clone, Debug)]
pub struct Place {
    pub partition: String,
    pub account: String,
    pub region: String,
    pub id: String,
}

impl Place {
    pub fn scope(&self) -> Scope<'_> {
        Scope::new(&self.partition, &self.account, &self.region)
    }

    pub fn arn(&self) -> String {
        let Place {
            partition,
            account,
            region,
            id,
        } = self;
        format!("arn:{partition}:s3:{region}:{account}:job/{id}")
    }

    pub fn look(&self, tx: &mut Tx) -> Result<Option<Job>, AwsError> {
        Ok(JOBS.get(tx, self.scope(), self.id.as_str())?)
    }

    /// Ended long ago, it is forgotten.
    fn forget(&self, tx: &mut Tx) -> Result<(), AwsError> {
        let scope = self.scope();
        JOBS.delete(tx, scope, self.id.as_str())?;
        let place = (
            self.partition.as_str(),
            self.account.as_str(),
            self.region.as_str(),
            self.id.as_str(),
        );
        KNOWN.delete(tx, GLOBAL, &place)?;
        for (token, row) in TOKENS.scan(tx, scope, Span::all(), usize::MAX, false)? {
            if row.job == self.id {
                TOKENS.delete(tx, scope, token.as_str())?;
            }
        }
        Ok(())
    }
}

/// Those that are not at their end; others are forgotten after three months.
pub fn under_way(tx: &mut Tx, now: Timestamp) -> Result<(Vec<Place>, Vec<Place>), AwsError> {
    let (mut places, mut old) = (Vec::new(), Vec::new());
    for ((partition, account, region, id), known) in
        KNOWN.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?
    {
        let place = Place {
            partition,
            account,
            region,
            id,
        };
        match known.until {
            None => places.push(place),
            Some(until) if until <= now => old.push(place),
            Some(_) => {}
        }
    }
    Ok((places, old))
}

pub fn forget(tx: &mut Tx, places: &[Place]) -> Result<(), AwsError> {
    places.iter().try_for_each(|place| place.forget(tx))
}

/// Lines of the report: of what failed, or of what did not.
pub fn add_lines(tx: &mut Tx, job: &Job, failed: bool, lines: String) -> Result<(), AwsError> {
    if lines.is_empty() {
        return Ok(());
    }
    let place = (job.id.as_str(), failed, job.succeeded + job.failed);
    Ok(RESULTS.put(tx, GLOBAL, &place, &Results { lines })?)
}

/// Some lines behind others, and where they end.
pub fn lines(
    tx: &mut Tx,
    id: &str,
    failed: bool,
    after: Option<u64>,
) -> Result<Vec<(u64, String)>, AwsError> {
    let mut span = Span::prefix(&(id, failed));
    if let Some(after) = after {
        span = span.after(&(id, failed, after));
    }
    let rows = RESULTS.scan(tx, GLOBAL, span, 100, false)?;
    let line = |((_, _, at), row): ((String, bool, u64), Results)| (at, row.lines);
    Ok(rows.into_iter().map(line).collect())
}

/// Some of the lines of a report that has been written; false when there are none left.
pub fn drop_lines(tx: &mut Tx, id: &str) -> Result<bool, AwsError> {
    let rows = RESULTS.scan(tx, GLOBAL, Span::prefix(id), 500, false)?;
    for ((id, failed, at), _) in &rows {
        RESULTS.delete(tx, GLOBAL, &(id.as_str(), *failed, *at))?;
    }
    Ok(!rows.is_empty())
}
