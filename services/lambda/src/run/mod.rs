//! Running functions: sandboxes, the Runtime API inside them, and what comes of it.

mod api;
mod debug;
mod extensions;
mod host;
mod lines;
mod log;
mod once;
mod pool;
mod ready;
mod rest;
mod sandbox;
mod target;
mod telemetry;
mod unpack;

pub use log::{all_written, hold};
pub use once::{Ended, Piece};
pub use pool::{Permit, Pool, enter};
pub use ready::keep_ready;
pub use target::{Key, Target};

use crate::invocation::lineage;
use api::Event;
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cloud};
use lines::Lines;
use once::Once;
use sandbox::Sandbox;
use std::sync::Arc;
use tokio::sync::mpsc;

/// A call, once it is known what it runs.
pub struct Job {
    pub target: Target,
    pub id: String,
    pub payload: Bytes,
    pub client_context: Option<String>,
    /// X-Ray's, as the caller sent it.
    pub trace: Option<String>,
    pub pieces: Option<mpsc::Sender<Piece>>,
    pub permit: Permit,
}

/// Runs to its end, whether somebody waits for it or not.
pub async fn run(cloud: &Cloud, job: Job) -> Result<Ended, AwsError> {
    let cloud = cloud.clone();
    let task = tokio::spawn(async move { run_here(&cloud, job).await });
    task.await.map_err(AwsError::internal)?
}

async fn run_here(cloud: &Cloud, job: Job) -> Result<Ended, AwsError> {
    let pool = cloud.locals.get::<Pool>();
    let ended = in_sandbox(cloud, &pool, &job).await;
    crate::measure::ran(cloud, &job.target, ended.as_ref().ok());
    drop(job.permit);
    ended
}

async fn in_sandbox(cloud: &Cloud, pool: &Arc<Pool>, job: &Job) -> Result<Ended, AwsError> {
    let key = job.target.key();
    let mut sandbox = ready(cloud, pool, &job.target).await?;
    let refills = sandbox.slot.is_some();
    let logging = &job.target.version.config.logging;
    let telemetry = sandbox.api.telemetry.clone();
    let once = Once {
        cloud,
        target: &job.target,
        sandbox: &mut sandbox,
        lines: Lines::new(logging.format == "JSON", telemetry),
        id: job.id.clone(),
        pieces: job.pieces.clone(),
        is_told: false,
    };
    // On the heap: it is large, and would be copied with whatever it is a part of.
    let ended = Box::pin(once.run(event(cloud, job))).await?;
    if ended.is_reusable {
        // Its debugger goes on with it.
        if debug::port(cloud, &job.target).is_none() {
            sandbox.freeze_soon();
        }
        let size = job.target.version.config.memory;
        let memory = if ended.memory == 0 {
            size
        } else {
            size.min(ended.memory)
        };
        pool.keep(key, memory, sandbox, cloud);
    } else {
        sandbox.end(cloud, ended.reason());
        if refills {
            crate::concurrency::refill(cloud, &job.target);
        }
    }
    Ok(ended)
}

/// One that waits, or a new one.
async fn ready(cloud: &Cloud, pool: &Arc<Pool>, target: &Target) -> Result<Sandbox, AwsError> {
    let key = target.key();
    while let Some(sandbox) = pool.take(&key, cloud) {
        if sandbox.thaw().await {
            pool.measure(cloud, target, sandbox.slot.is_some());
            return Ok(sandbox);
        }
    }
    pool.measure(cloud, target, false);
    Box::pin(Sandbox::start(cloud, target, None)).await
}

fn event(cloud: &Cloud, job: &Job) -> Event {
    let trace = job.trace.clone().unwrap_or_else(|| new_trace(cloud));
    let trace = lineage::told(&job.target, &trace);
    let mut headers = vec![
        (
            "lambda-runtime-invoked-function-arn",
            job.target.arn.clone(),
        ),
        ("lambda-runtime-trace-id", trace),
    ];
    if let Some(context) = &job.client_context {
        headers.push(("lambda-runtime-client-context", context.clone()));
    }
    Event {
        id: job.id.clone(),
        payload: job.payload.clone(),
        headers,
    }
}

fn new_trace(cloud: &Cloud) -> String {
    let hex =
        |length: usize| haneul_runtime::ids::hex_id(&cloud.random, length).to_ascii_lowercase();
    let seconds = cloud.clock.now().as_second();
    format!(
        "Root=1-{seconds:08x}-{};Parent={};Sampled=0",
        hex(24),
        hex(16)
    )
}

/// From time to time: what nobody needs any more goes.
pub async fn tidy(cloud: &Cloud) -> Result<(), AwsError> {
    cloud.locals.get::<Pool>().sweep(cloud);
    let unpacked = cloud.locals.get::<unpack::Unpacked>();
    let store = &cloud.store;
    let needed = |blob: &str| {
        store
            .read(|tx| crate::code::is_needed(tx, blob))
            .unwrap_or(true)
    };
    for folder in unpacked.forget(needed) {
        let _ = tokio::task::spawn_blocking(move || std::fs::remove_dir_all(folder)).await;
    }
    Ok(())
}
