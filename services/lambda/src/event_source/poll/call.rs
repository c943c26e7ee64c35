//! Calls of the function, by the same way as those that are waited for.

use super::source::Source;
use crate::invocation::job;
use crate::run::{self, Ended, Job, Permit, Target};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids::RequestId;

pub struct Ran {
    pub id: String,
    /// The version that ran.
    pub number: String,
    pub ended: Ended,
}

fn enter(cx: &mut Cx, source: &Source, trace: Option<&str>) -> Result<(Target, Permit), AwsError> {
    let named = source.mapping.named(cx.account());
    let target = job::target(cx, &named)?;
    let permit = job::enter(cx, &source.work.cloud, &target, trace)?;
    Ok((target, permit))
}

/// It would not have run now, for want of room; or is not made yet.
pub fn is_full(error: &AwsError) -> bool {
    error.code == "TooManyRequestsException" || error.code == "ResourceConflictException"
}

/// Whether it could be called now.
pub fn has_room(source: &Source) -> Result<bool, AwsError> {
    match source.work.read(|cx| enter(cx, source, None)) {
        Ok(_) => Ok(true),
        Err(error) if is_full(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether it would go on with a loop.
pub fn is_loop(error: &AwsError) -> bool {
    error.code == "RecursiveInvocationException"
}

pub async fn run(source: &Source, payload: Bytes, trace: Option<String>) -> Result<Ran, AwsError> {
    let cloud = &source.work.cloud;
    let (target, permit) = source.work.read(|cx| enter(cx, source, trace.as_deref()))?;
    let id = RequestId::new(&cloud.random, cloud.clock.now()).to_string();
    let number = target.version.shown_number();
    let job = Job {
        target,
        id: id.clone(),
        payload,
        client_context: None,
        trace,
        pieces: None,
        permit,
    };
    let ended = run::run(cloud, job).await?;
    let result = match ended.error.is_some() {
        true => "PROBLEM: Function call failed",
        false => "OK",
    };
    if source.mapping.stream.is_some() {
        source.note(result).await?;
    }
    Ok(Ran { id, number, ended })
}
