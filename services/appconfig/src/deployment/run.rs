//! How a deployment goes on: each step has a timer, and the bake time behind them.

use super::event::{By, Kind, note};
use super::live;
use super::row::{self, Deployment, State};
use crate::environment::{self, State as Environment};
use crate::place;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::Timestamp;
use serde_json::json;

pub const STEP: &str = "step";

/// Sets the timer of a step; behind the last one comes the end.
pub fn wind(cx: &mut Cx, deployment: &Deployment, step: u32) -> Result<(), AwsError> {
    let plan = &deployment.plan;
    let after = match step <= plan.steps() {
        true => plan.at(step),
        false => plan.at(plan.steps()) + plan.bake(),
    };
    let at = deployment
        .started
        .checked_add(after)
        .unwrap_or(Timestamp::MAX);
    let (application, environment, number) = deployment.place();
    let arn = place::deployment(cx, application, environment, number);
    let payload = json!({
        "application": application, "environment": environment, "number": number, "step": step,
    });
    let id = format!("{arn}/{step}");
    cx.timer(at, &id, &format!("appconfig/{STEP}"), payload)
}

pub fn step(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    let number = timer.payload["number"].as_i64().unwrap_or(0);
    let step = timer.payload["step"].as_u64().unwrap_or(0) as u32;
    let place = (said("application"), said("environment"), number);
    let found = row::find(cx, place)?;
    let Some(mut deployment) = found.filter(|found| found.state.goes_on()) else {
        return Ok(());
    };
    if step <= deployment.plan.steps() {
        grow(cx, &mut deployment, step)?;
    }
    let steps = deployment.plan.steps();
    if step > steps || (step == steps && deployment.plan.bake == 0) {
        finish(cx, &mut deployment)?;
    } else {
        wind(cx, &deployment, step + 1)?;
    }
    row::save(cx, &deployment)
}

fn grow(cx: &mut Cx, deployment: &mut Deployment, step: u32) -> Result<(), AwsError> {
    deployment.share = deployment.plan.share(step);
    let told = format!(
        "Configuration available to {:.2}% of clients",
        deployment.share
    );
    note(cx, deployment, (Kind::Share, By::AppConfig), told)?;
    if step < deployment.plan.steps() {
        return Ok(());
    }
    deployment.state = State::Baking;
    let told = format!(
        "Deployment bake time started and lasting {} minute(s)",
        deployment.plan.bake
    );
    note(cx, deployment, (Kind::Baking, By::AppConfig), told)
}

fn finish(cx: &mut Cx, deployment: &mut Deployment) -> Result<(), AwsError> {
    deployment.state = State::Complete;
    deployment.completed = Some(cx.now());
    let how = (Kind::Completed, By::AppConfig);
    note(cx, deployment, how, "Deployment completed")?;
    live::complete(cx, deployment)?;
    settle(cx, deployment, Environment::Ready)
}

/// The environment of a deployment is now in this state.
pub fn settle(cx: &mut Cx, deployment: &Deployment, state: Environment) -> Result<(), AwsError> {
    let found = environment::find(cx, &deployment.application, &deployment.environment)?;
    match found {
        Some(mut environment) => {
            environment.state = state;
            environment::save(cx, &environment)
        }
        None => Ok(()),
    }
}
