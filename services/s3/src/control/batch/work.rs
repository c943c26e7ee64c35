//! The worker: takes every job on that is not at its end, those of the highest priority first.

use super::manifest::{Manifest, Stretch, Target};
use super::row::{self, Cursor, Job, Place, Status};
use super::{PRINCIPAL, csv, function, replicate, report, task};
use crate::control::shapes::CreateJobRequest;
use bytes::Bytes;
use haneul_pipeline::background::{Acting, act_as};
use haneul_pipeline::{
    AwsError, Call, Caller, Cloud, Invocation, Invoked, Reconciler, RequestInfo, Source, invoke,
};
use haneul_runtime::ids::RequestId;
use haneul_store::Tx;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

/// Tasks run between two writes of how far the job is.
const AT_ONCE: usize = 100;
/// Tasks in one go, after which other work has its turn.
const IN_A_ROW: usize = 10_000;
/// From so many on, a job that fails more often than not is given up.
const ENOUGH: u64 = 1_000;

const NAME: &str = "s3: batch operations";
const LEASE: &str = "reconciler/s3: batch operations";

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: NAME,
        every: Duration::from_secs(5),
        run: |cloud| Box::pin(async move { run(&cloud).await }),
    }
}

async fn run(cloud: &Cloud) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    let (places, old) = cloud.store.read(|tx| row::under_way(tx, now))?;
    if !old.is_empty() {
        let forget = |tx: &mut Tx| row::forget(tx, &old);
        cloud.store.transact(forget).await?;
    }
    let mut jobs = Vec::new();
    for place in places {
        if let Some(job) = cloud.store.read(|tx| place.look(tx))? {
            jobs.push((place, job));
        }
    }
    jobs.sort_by_key(|(_, job)| (-job.priority, job.created, job.id.clone()));
    let mut room = IN_A_ROW;
    let mut failure = None;
    for (place, job) in jobs {
        // One job does not keep the others from their turn.
        if let Err(error) = take_on(cloud, place, job, &mut room).await {
            failure = Some(error);
        }
    }
    failure.map_or(Ok(()), Err)
}

/// Who does a job's work: the role that was passed, in the job's account and Region.
pub struct Actor<'a> {
    pub cloud: &'a Cloud,
    place: &'a Place,
    caller: Caller,
}

impl Actor<'_> {
    pub async fn call(&self, operation: &'static str, input: Json) -> Result<Invoked, AwsError> {
        self.send(operation, input, None).await
    }

    pub async fn send(
        &self,
        operation: &'static str,
        input: Json,
        body: Option<Bytes>,
    ) -> Result<Invoked, AwsError> {
        self.ask("s3", operation, input, body).await
    }

    /// A call of any service.
    pub async fn ask(
        &self,
        service: &'static str,
        operation: &'static str,
        input: Json,
        body: Option<Bytes>,
    ) -> Result<Invoked, AwsError> {
        let invocation = Invocation {
            caller: self.caller.clone(),
            account: self.place.account.clone(),
            region: self.place.region.clone(),
            service,
            operation,
            input,
            body,
            delivers: None,
        };
        invoke(self.cloud, invocation).await
    }

    pub fn as_call(&self, operation: &'static str) -> Call {
        let now = self.cloud.clock.now();
        Call {
            id: RequestId::new(&self.cloud.random, now),
            caller: Arc::new(self.caller.clone()),
            partition: self.place.partition.clone(),
            account: self.place.account.clone(),
            region: self.place.region.clone(),
            service: "s3",
            operation,
            request: RequestInfo {
                names_region: true,
                ..RequestInfo::default()
            },
            now,
            delivers: None,
        }
    }
}

async fn take_on(cloud: &Cloud, place: Place, job: Job, room: &mut usize) -> Result<(), AwsError> {
    if matches!(job.status, Status::Suspended) || job.status.is_over() {
        return Ok(());
    }
    let asked = job.asked()?;
    let acting = Acting {
        principal: PRINCIPAL,
        source: Source {
            arn: place.arn(),
            account: place.account.clone(),
        },
        partition: &place.partition,
        region: &place.region,
    };
    let caller = match act_as(cloud, &acting, &asked.role_arn).await {
        Ok(caller) => caller,
        Err(error) if is_ours(&error) => return Err(error),
        Err(error) => {
            let why = (error.code.into_owned(), error.message);
            return end(cloud, &place, Status::Failed, Some(why)).await;
        }
    };
    let actor = Actor {
        cloud,
        place: &place,
        caller,
    };
    let work = Work {
        actor: &actor,
        asked: &asked,
    };
    let mut status = job.status;
    loop {
        let next = work.step(status, room).await?;
        if next == status || next.is_over() || next == Status::Suspended {
            return Ok(());
        }
        status = next;
    }
}

/// Something is wrong with the cloud, which may pass.
fn is_ours(error: &AwsError) -> bool {
    let status = error.status_in(haneul_model::model("s3"));
    status >= 500 && status != 501
}

/// Changes a job that is as it was thought to be.
async fn change(
    cloud: &Cloud,
    place: &Place,
    mut change: impl FnMut(&mut Job, &mut Tx) -> Result<(), AwsError>,
) -> Result<Option<Job>, AwsError> {
    let write = |tx: &mut Tx| {
        if !cloud.leases.fence(tx, LEASE)? {
            return Err(AwsError::internal(
                "another node looks after batch operations",
            ));
        }
        let Some(mut job) = place.look(tx)? else {
            return Ok(None);
        };
        change(&mut job, tx)?;
        row::put(tx, place.scope(), &job)?;
        Ok::<_, AwsError>(Some(job))
    };
    cloud.store.transact(write).await
}

async fn end(
    cloud: &Cloud,
    place: &Place,
    status: Status,
    failure: Option<(String, String)>,
) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    let ended = |job: &mut Job, _: &mut Tx| {
        job.status = status;
        job.ended = Some(now);
        if failure.is_some() {
            job.failure.clone_from(&failure);
        }
        Ok(())
    };
    change(cloud, place, ended).await?;
    while cloud
        .store
        .transact(|tx| row::drop_lines(tx, &place.id))
        .await?
    {}
    Ok(())
}

struct Work<'w> {
    actor: &'w Actor<'w>,
    asked: &'w CreateJobRequest,
}

impl Work<'_> {
    /// Takes the job one step on; its status then.
    async fn step(&self, status: Status, room: &mut usize) -> Result<Status, AwsError> {
        match status {
            Status::New => self.turn(Status::New, Status::Preparing).await,
            Status::Preparing => self.prepare().await,
            Status::Ready => self.turn(Status::Ready, Status::Active).await,
            Status::Active => self.run(room).await,
            Status::Completing => self.finish(Status::Complete).await,
            Status::Cancelling => self.finish(Status::Cancelled).await,
            Status::Failing => self.finish(Status::Failed).await,
            other => Ok(other),
        }
    }

    /// From one status to the next, unless somebody was quicker.
    async fn turn(&self, from: Status, to: Status) -> Result<Status, AwsError> {
        let now = self.actor.cloud.clock.now();
        let turned = |job: &mut Job, _: &mut Tx| {
            if job.status == from {
                job.status = to;
                if to == Status::Active {
                    job.began.get_or_insert(now);
                }
            }
            Ok(())
        };
        let job = change(self.actor.cloud, self.actor.place, turned).await?;
        Ok(job.map_or(Status::Failed, |job| job.status))
    }

    async fn manifest(&self) -> Result<Manifest, AwsError> {
        let said = self.asked.manifest.as_ref();
        let said = said.ok_or_else(|| AwsError::internal("a job without a manifest"))?;
        Manifest::open(self.actor, said).await
    }

    async fn fail(&self, error: AwsError) -> Result<Status, AwsError> {
        if is_ours(&error) {
            return Err(error);
        }
        let why = (error.code.into_owned(), error.message);
        end(
            self.actor.cloud,
            self.actor.place,
            Status::Failed,
            Some(why),
        )
        .await?;
        Ok(Status::Failed)
    }

    /// Counts the tasks; whoever wants to confirm the job does it then.
    async fn prepare(&self) -> Result<Status, AwsError> {
        let total = match self.count().await {
            Ok(total) => total,
            Err(error) => return self.fail(error).await,
        };
        let now = self.actor.cloud.clock.now();
        let confirm = self.asked.confirmation_required == Some(true);
        let prepared = |job: &mut Job, _: &mut Tx| {
            job.total = total;
            if job.status == Status::Preparing {
                job.status = match confirm {
                    true => Status::Suspended,
                    false => Status::Ready,
                };
                job.suspended = confirm.then_some(now);
            }
            Ok(())
        };
        let job = change(self.actor.cloud, self.actor.place, prepared).await?;
        Ok(job.map_or(Status::Failed, |job| job.status))
    }

    async fn count(&self) -> Result<u64, AwsError> {
        let manifest = self.manifest().await?;
        let (mut total, mut cursor) = (0, Cursor::default());
        loop {
            let stretch = manifest.next(self.actor, cursor).await?;
            total += stretch.targets.len() as u64;
            match stretch.targets.last() {
                Some((_, at)) if !stretch.is_last => cursor = *at,
                _ => return Ok(total),
            }
        }
    }

    async fn run(&self, room: &mut usize) -> Result<Status, AwsError> {
        let manifest = match self.manifest().await {
            Ok(manifest) => manifest,
            Err(error) => return self.fail(error).await,
        };
        let store = &self.actor.cloud.store;
        let Some(mut job) = store.read(|tx| self.actor.place.look(tx))? else {
            return Ok(Status::Failed);
        };
        loop {
            let Stretch { targets, is_last } = match manifest.next(self.actor, job.cursor).await {
                Ok(stretch) => stretch,
                Err(error) => return self.fail(error).await,
            };
            let is_last = is_last || targets.is_empty();
            for some in targets.chunks(AT_ONCE) {
                if *room == 0 {
                    return Ok(Status::Active);
                }
                *room = room.saturating_sub(some.len());
                let Some(now) = self.some(some).await? else {
                    return Ok(Status::Failed);
                };
                job = now;
                if job.status != Status::Active {
                    return Ok(job.status);
                }
            }
            if is_last {
                return self.turn(Status::Active, Status::Completing).await;
            }
        }
    }

    /// Runs some tasks, and writes down what came of them.
    async fn some(&self, targets: &[(Target, Cursor)]) -> Result<Option<Job>, AwsError> {
        let mut outcomes = Vec::with_capacity(targets.len());
        for (target, _) in targets {
            outcomes.push(self.one(target).await);
        }
        let (mut good, mut bad) = (String::new(), String::new());
        for ((target, _), outcome) in targets.iter().zip(&outcomes) {
            match outcome {
                Ok(said) => good.push_str(&line(target, Ok(said))),
                Err(error) => bad.push_str(&line(target, Err(error))),
            }
        }
        let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count() as u64;
        let done = targets.len() as u64 - failed;
        let cursor = targets.last().map(|(_, cursor)| *cursor);
        let report = &self.asked.report;
        let all = report.report_scope.as_deref() == Some("AllTasks");
        let written = |job: &mut Job, tx: &mut Tx| {
            job.succeeded += done;
            job.failed += failed;
            job.cursor = cursor.unwrap_or(job.cursor);
            let ran = job.succeeded + job.failed;
            if job.status == Status::Active && ran >= ENOUGH && job.failed * 2 > ran {
                job.status = Status::Failing;
                job.failure = Some((
                    "JobFailureRateExceeded".to_owned(),
                    "More than half of the job's tasks failed.".to_owned(),
                ));
            }
            if report.enabled {
                row::add_lines(tx, job, true, bad.clone())?;
            }
            if report.enabled && all {
                row::add_lines(tx, job, false, good.clone())?;
            }
            Ok(())
        };
        change(self.actor.cloud, self.actor.place, written).await
    }

    /// What the report says of a task that was done.
    async fn one(&self, target: &Target) -> Result<String, AwsError> {
        let asked = &self.asked.operation;
        if let Some(asked) = &asked.lambda_invoke {
            let job = self.actor.place.id.as_str();
            return function::run(self.actor, asked, (job, target)).await;
        }
        match task::call(asked, target) {
            Some((operation, input)) => self.actor.call(operation, input).await.map(drop)?,
            None => replicate::run(self.actor, target).await?,
        }
        Ok("Successful".to_owned())
    }

    /// The report, if something was tried, and the end.
    async fn finish(&self, status: Status) -> Result<Status, AwsError> {
        let (cloud, place) = (self.actor.cloud, self.actor.place);
        let Some(job) = cloud.store.read(|tx| place.look(tx))? else {
            return Ok(Status::Failed);
        };
        let mut status = status;
        let mut failure = None;
        if self.asked.report.enabled && job.succeeded + job.failed > 0 {
            match report::write(self.actor, &job, &self.asked.report).await {
                Ok(()) => {}
                Err(error) if is_ours(&error) => return Err(error),
                Err(error) => {
                    status = Status::Failed;
                    failure = Some((error.code.into_owned(), error.message));
                }
            }
        }
        end(cloud, place, status, failure).await?;
        Ok(status)
    }
}

/// Bucket, key, version, status of the task, HTTP status, error code, words: in the order that AWS's
/// own reports have.
fn line(target: &Target, outcome: Result<&str, &AwsError>) -> String {
    let model = haneul_model::model("s3");
    let (status, code, message) = match outcome {
        Ok(said) => (200, "", said),
        Err(error) => (error.status_in(model), &*error.code, error.message.as_str()),
    };
    let values = [
        target.bucket.as_str(),
        &percent_encoding::utf8_percent_encode(&target.key, crate::inventory::KEY).to_string(),
        target.version.as_deref().unwrap_or_default(),
        match outcome {
            Ok(_) => "succeeded",
            Err(_) => "failed",
        },
        &status.to_string(),
        code,
        message,
    ];
    let values: Vec<String> = values.iter().map(|value| csv::written(value)).collect();
    values.join(",") + "\n"
}
