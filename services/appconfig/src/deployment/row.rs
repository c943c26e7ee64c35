//! The row of a deployment.

use super::event::Event;
use crate::strategy::Plan;
use crate::{environment, errors, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By application, environment and number.
pub static DEPLOYMENTS: Table<(String, String, i64), Deployment> =
    Table::new("appconfig_deployment").sealed();

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deployment {
    pub application: String,
    pub environment: String,
    pub number: i64,
    pub profile: String,
    /// The profile's name and location, as they were.
    pub name: String,
    pub location: String,
    pub version: String,
    pub label: Option<String>,
    pub content_type: String,
    pub strategy: String,
    pub plan: Plan,
    pub description: Option<String>,
    pub state: State,
    /// Of the clients, in per cent.
    pub share: f64,
    /// The oldest first.
    pub events: Vec<Event>,
    pub started: Timestamp,
    pub completed: Option<Timestamp>,
    pub extensions: Vec<Applied>,
    /// What it says for itself to extensions.
    pub dynamic: Vec<(String, String)>,
    /// The key of KMS of its content, as it was named and as it is.
    pub key: Option<(String, String)>,
    pub tags: Vec<(String, String)>,
}

/// An extension that was associated when it began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Applied {
    pub extension: String,
    pub version: i64,
    pub association: String,
    pub parameters: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Deploying,
    Baking,
    Complete,
    RollingBack,
    RolledBack,
    Reverted,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Deploying => "DEPLOYING",
            State::Baking => "BAKING",
            State::Complete => "COMPLETE",
            State::RollingBack => "ROLLING_BACK",
            State::RolledBack => "ROLLED_BACK",
            State::Reverted => "REVERTED",
        }
    }

    /// It can be stopped.
    pub fn goes_on(self) -> bool {
        matches!(self, State::Deploying | State::Baking)
    }
}

impl Stored for Deployment {
    const VERSION: u32 = 1;
}

impl Deployment {
    pub fn place(&self) -> (&str, &str, i64) {
        (&self.application, &self.environment, self.number)
    }

    pub fn shown(self) -> shapes::Deployment {
        let events = self.events.into_iter().rev().map(Event::shown);
        let applied = self.extensions.into_iter().map(Applied::shown);
        let (named, arn) = self.key.unzip();
        shapes::Deployment {
            application_id: Some(self.application),
            environment_id: Some(self.environment),
            deployment_strategy_id: Some(self.strategy),
            configuration_profile_id: Some(self.profile),
            deployment_number: Some(self.number),
            configuration_name: Some(self.name),
            configuration_location_uri: Some(self.location),
            configuration_version: Some(self.version),
            description: self.description,
            deployment_duration_in_minutes: Some(self.plan.duration),
            growth_type: Some(self.plan.growth.name().to_owned()),
            growth_factor: Some(self.plan.factor),
            final_bake_time_in_minutes: Some(self.plan.bake),
            state: Some(self.state.name().to_owned()),
            event_log: Some(events.collect()),
            percentage_complete: Some(self.share),
            started_at: Some(self.started),
            completed_at: self.completed,
            applied_extensions: Some(applied.collect()),
            kms_key_arn: arn,
            kms_key_identifier: named,
            version_label: self.label,
        }
    }

    pub fn summary(self) -> shapes::DeploymentSummary {
        shapes::DeploymentSummary {
            deployment_number: Some(self.number),
            configuration_profile_id: Some(self.profile),
            configuration_name: Some(self.name),
            configuration_version: Some(self.version),
            deployment_duration_in_minutes: Some(self.plan.duration),
            growth_type: Some(self.plan.growth.name().to_owned()),
            growth_factor: Some(self.plan.factor),
            final_bake_time_in_minutes: Some(self.plan.bake),
            state: Some(self.state.name().to_owned()),
            percentage_complete: Some(self.share),
            started_at: Some(self.started),
            completed_at: self.completed,
            version_label: self.label,
            r#type: Some("USER".to_owned()),
        }
    }
}

impl Applied {
    fn shown(self) -> shapes::AppliedExtension {
        shapes::AppliedExtension {
            extension_id: Some(self.extension),
            extension_association_id: Some(self.association),
            version_number: Some(self.version),
            parameters: Some(self.parameters).filter(|some| !some.is_empty()),
        }
    }
}

pub fn find(cx: &mut Cx, place: (&str, &str, i64)) -> Result<Option<Deployment>, AwsError> {
    Ok(DEPLOYMENTS.get(cx.tx, cx.scope(), &place)?)
}

/// By ids or names of the application and the environment.
pub fn open(
    cx: &mut Cx,
    application: &str,
    environment: &str,
    number: i64,
) -> Result<Deployment, AwsError> {
    let home = environment::open(cx, application, environment)?;
    let found = find(cx, (&home.application, &home.id, number))?;
    found.ok_or_else(|| errors::not_found("Deployment", &number.to_string()))
}

pub fn save(cx: &mut Cx, deployment: &Deployment) -> Result<(), AwsError> {
    Ok(DEPLOYMENTS.put(cx.tx, cx.scope(), &deployment.place(), deployment)?)
}

/// Whether a profile is being deployed anywhere.
pub fn is_under_way(cx: &mut Cx, application: &str, profile: &str) -> Result<bool, AwsError> {
    for environment in environment::all(cx, application)? {
        if !environment.is_busy() {
            continue;
        }
        let last = find(cx, (application, &environment.id, environment.last))?;
        if last.is_some_and(|last| last.profile == profile) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// So many below a number, the newest first.
pub fn below(
    cx: &mut Cx,
    (application, environment): (&str, &str),
    number: Option<i64>,
    most: usize,
) -> Result<Vec<Deployment>, AwsError> {
    let span = Span::prefix(&(application, environment));
    let span = match number {
        Some(number) => span.before(&(application, environment, number)),
        None => span,
    };
    let rows = DEPLOYMENTS.scan(cx.tx, cx.scope(), span, most, true)?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
