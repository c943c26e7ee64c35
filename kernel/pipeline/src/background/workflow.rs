//! Workflows: a change in several transactions, each step with its undo.
//!
//! The position of a workflow is a row; each step runs in the transaction that moves it on. A
//! step that fails turns the workflow round: the steps that were done are undone, last first.

use crate::credentials::GLOBAL;
use crate::cx::Cx;
use crate::error::AwsError;
use haneul_runtime::timer::Timer;
use haneul_store::{Stored, Table};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::LazyLock;

pub(super) const HANDLER: &str = "workflow/step";

static RUNNING: Table<String, Progress> = Table::new("workflow");
static KINDS: LazyLock<RwLock<HashMap<&'static str, &'static Workflow>>> =
    LazyLock::new(RwLock::default);

/// A kind of workflow, declared once as a static.
pub struct Workflow {
    /// `<service>/<name>`.
    pub name: &'static str,
    pub steps: &'static [Step],
}

/// Both functions may run more than once; `state` is theirs to read and change.
pub struct Step {
    pub name: &'static str,
    pub run: fn(&mut Cx, &mut Json) -> Result<(), AwsError>,
    pub undo: fn(&mut Cx, &mut Json) -> Result<(), AwsError>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Progress {
    pub workflow: String,
    pub state: Json,
    /// The step to run next, or, on the way back, the number of steps still to undo.
    pub position: usize,
    pub undoing: Option<String>,
}

impl Stored for Progress {
    const VERSION: u32 = 1;
}

/// Makes a kind known; called where the service is built.
pub fn register(workflow: &'static Workflow) {
    KINDS.write().insert(workflow.name, workflow);
}

/// Starts a workflow in the caller's transaction; its first step runs after the commit.
pub fn start(
    cx: &mut Cx,
    workflow: &'static Workflow,
    id: &str,
    state: Json,
) -> Result<(), AwsError> {
    register(workflow);
    let progress = Progress {
        workflow: workflow.name.to_owned(),
        state,
        position: 0,
        undoing: None,
    };
    RUNNING.put(cx.tx, GLOBAL, &id.to_owned(), &progress)?;
    next(cx, id)
}

pub fn progress(cx: &mut Cx, id: &str) -> Result<Option<Progress>, AwsError> {
    Ok(RUNNING.get(cx.tx, GLOBAL, &id.to_owned())?)
}

fn next(cx: &mut Cx, id: &str) -> Result<(), AwsError> {
    let now = cx.now();
    cx.timer(now, &format!("workflow {id}"), HANDLER, json!({ "id": id }))
}

/// Runs one step of one workflow, forwards or back.
pub(super) fn step(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default().to_owned();
    let Some(mut progress) = progress(cx, &id)? else {
        return Ok(());
    };
    let Some(workflow) = KINDS.read().get(progress.workflow.as_str()).copied() else {
        return Err(AwsError::internal(format_args!(
            "no workflow {}",
            progress.workflow
        )));
    };
    match &progress.undoing {
        None => forward(cx, workflow, &mut progress)?,
        Some(_) => back(cx, workflow, &mut progress)?,
    }
    let done = match progress.undoing {
        None => progress.position == workflow.steps.len(),
        Some(_) => progress.position == 0,
    };
    if done {
        RUNNING.delete(cx.tx, GLOBAL, &id)?;
        return Ok(());
    }
    RUNNING.put(cx.tx, GLOBAL, &id, &progress)?;
    next(cx, &id)
}

fn forward(cx: &mut Cx, workflow: &Workflow, progress: &mut Progress) -> Result<(), AwsError> {
    let Some(step) = workflow.steps.get(progress.position) else {
        return Ok(());
    };
    let before = progress.state.clone();
    match (step.run)(cx, &mut progress.state) {
        Ok(()) => progress.position += 1,
        Err(error) if error.is_conflict() => return Err(error),
        Err(error) => {
            // The failed step is undone, too: it may have written before it failed.
            progress.state = before;
            progress.position += 1;
            progress.undoing = Some(error.to_string());
        }
    }
    Ok(())
}

fn back(cx: &mut Cx, workflow: &Workflow, progress: &mut Progress) -> Result<(), AwsError> {
    let Some(step) = progress
        .position
        .checked_sub(1)
        .and_then(|i| workflow.steps.get(i))
    else {
        return Ok(());
    };
    (step.undo)(cx, &mut progress.state)?;
    progress.position -= 1;
    Ok(())
}
