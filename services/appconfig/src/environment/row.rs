//! The row of an environment.

use crate::{application, errors, id, limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By application and id.
pub static ENVIRONMENTS: Table<(String, String), Environment> = Table::new("appconfig_environment");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    pub application: String,
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub monitors: Vec<Monitor>,
    pub tags: Vec<(String, String)>,
    pub created: Timestamp,
    pub state: State,
    /// The number of the last deployment.
    pub last: i64,
}

/// An alarm that stops deployments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Monitor {
    pub alarm: String,
    pub role: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Ready,
    Deploying,
    RollingBack,
    RolledBack,
    Reverted,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Ready => "READY_FOR_DEPLOYMENT",
            State::Deploying => "DEPLOYING",
            State::RollingBack => "ROLLING_BACK",
            State::RolledBack => "ROLLED_BACK",
            State::Reverted => "REVERTED",
        }
    }
}

impl Stored for Environment {
    const VERSION: u32 = 1;
}

impl Environment {
    /// A deployment is under way.
    pub fn is_busy(&self) -> bool {
        matches!(self.state, State::Deploying | State::RollingBack)
    }

    pub fn shown(self) -> shapes::Environment {
        let monitors = self.monitors.into_iter();
        let monitors = monitors.map(|monitor| shapes::Monitor {
            alarm_arn: monitor.alarm,
            alarm_role_arn: monitor.role,
        });
        shapes::Environment {
            application_id: Some(self.application),
            id: Some(self.id),
            name: Some(self.name),
            description: self.description,
            state: Some(self.state.name().to_owned()),
            monitors: Some(monitors.collect()),
        }
    }
}

pub fn find(cx: &mut Cx, application: &str, id: &str) -> Result<Option<Environment>, AwsError> {
    Ok(ENVIRONMENTS.get(cx.tx, cx.scope(), &(application, id))?)
}

/// By ids or names.
pub fn open(cx: &mut Cx, application: &str, given: &str) -> Result<Environment, AwsError> {
    let application = application::open(cx, application)?.id;
    let id = id_of(cx, &application, given)?;
    find(cx, &application, &id)?.ok_or_else(|| errors::not_found("Environment", given))
}

/// The id behind an id or a name; what is neither stays what it is.
pub fn id_of(cx: &mut Cx, application: &str, given: &str) -> Result<String, AwsError> {
    if id::is_one(given) && find(cx, application, given)?.is_some() {
        return Ok(given.to_owned());
    }
    let span = Span::prefix(application);
    let all = ENVIRONMENTS.scan(cx.tx, cx.scope(), span, usize::MAX, false)?;
    let named = all.into_iter().find(|(_, found)| found.name == given);
    Ok(named.map_or_else(|| given.to_owned(), |((_, id), _)| id))
}

pub fn count(cx: &mut Cx, application: &str) -> Result<usize, AwsError> {
    Ok(ENVIRONMENTS.count(cx.tx, cx.scope(), Span::prefix(application))?)
}

pub fn save(cx: &mut Cx, environment: &Environment) -> Result<(), AwsError> {
    let key = (environment.application.as_str(), environment.id.as_str());
    Ok(ENVIRONMENTS.put(cx.tx, cx.scope(), &key, environment)?)
}

/// Of an application.
pub fn all(cx: &mut Cx, application: &str) -> Result<Vec<Environment>, AwsError> {
    let span = Span::prefix(application);
    let rows = ENVIRONMENTS.scan(cx.tx, cx.scope(), span, limits::ENVIRONMENTS, false)?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
