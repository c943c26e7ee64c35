//! The log of a deployment, with who was told of each event.

use super::row::{self, Deployment};
use crate::extension::{Point, Told, tell};
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub const REFUSED: &str = "not-told";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub kind: Kind,
    pub by: By,
    pub description: String,
    pub at: Timestamp,
    pub told: Vec<Told>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Started,
    Share,
    Baking,
    Completed,
    RollbackStarted,
    RollbackCompleted,
    Reverted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    User,
    AppConfig,
    Alarm,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Started => "DEPLOYMENT_STARTED",
            Kind::Share => "PERCENTAGE_UPDATED",
            Kind::Baking => "BAKE_TIME_STARTED",
            Kind::Completed => "DEPLOYMENT_COMPLETED",
            Kind::RollbackStarted => "ROLLBACK_STARTED",
            Kind::RollbackCompleted => "ROLLBACK_COMPLETED",
            Kind::Reverted => "REVERT_COMPLETED",
        }
    }

    /// Who is told of it.
    fn point(self) -> Option<Point> {
        match self {
            Kind::Started => Some(Point::Start),
            Kind::Share => Some(Point::Step),
            Kind::Baking => Some(Point::Baking),
            Kind::Completed => Some(Point::Complete),
            Kind::RollbackCompleted => Some(Point::RolledBack),
            Kind::RollbackStarted | Kind::Reverted => None,
        }
    }
}

impl By {
    fn name(self) -> &'static str {
        match self {
            By::User => "USER",
            By::AppConfig => "APPCONFIG",
            By::Alarm => "CLOUDWATCH_ALARM",
        }
    }
}

impl Event {
    pub fn shown(self) -> shapes::DeploymentEvent {
        let told = self.told.into_iter().map(|told| {
            let (code, message) = told.failure.unzip();
            shapes::ActionInvocation {
                extension_identifier: Some(told.extension),
                action_name: Some(told.action),
                uri: Some(told.uri),
                role_arn: told.role,
                error_code: code,
                error_message: message,
                invocation_id: Some(told.invocation),
            }
        });
        shapes::DeploymentEvent {
            event_type: Some(self.kind.name().to_owned()),
            triggered_by: Some(self.by.name().to_owned()),
            description: Some(self.description),
            action_invocations: Some(told.collect()),
            occurred_at: Some(self.at),
        }
    }
}

/// Something happened: whoever wants to know is told.
pub fn note(
    cx: &mut Cx,
    deployment: &mut Deployment,
    (kind, by): (Kind, By),
    description: impl Into<String>,
) -> Result<(), AwsError> {
    let told = match kind.point() {
        Some(point) => tell(cx, deployment, point)?,
        None => Vec::new(),
    };
    deployment.events.push(Event {
        kind,
        by,
        description: description.into(),
        at: cx.now(),
        told,
    });
    Ok(())
}

/// Somebody could not be told: the log says so.
pub fn refused(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let memo = &timer.payload["memo"];
    let said = |name: &str| memo[name].as_str().unwrap_or_default();
    let number = memo["number"].as_i64().unwrap_or(0);
    let place = (said("application"), said("environment"), number);
    let Some(mut deployment) = row::find(cx, place)? else {
        return Ok(());
    };
    let told = deployment
        .events
        .iter_mut()
        .flat_map(|event| &mut event.told);
    for one in told.filter(|told| told.invocation == said("invocation")) {
        let why = |name: &str| timer.payload[name].as_str().unwrap_or_default();
        one.failure = Some((why("errorCode").to_owned(), why("errorMessage").to_owned()));
    }
    row::save(cx, &deployment)
}
