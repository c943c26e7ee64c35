//! The row of a deployment strategy.

use super::growth::Plan;
use super::predefined;
use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

pub static STRATEGIES: Table<String, Strategy> = Table::new("appconfig_strategy");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strategy {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    pub plan: Plan,
    pub replicate: String,
    pub tags: Vec<(String, String)>,
}

impl Stored for Strategy {
    const VERSION: u32 = 1;
}

impl Strategy {
    pub fn shown(self) -> shapes::DeploymentStrategy {
        shapes::DeploymentStrategy {
            id: Some(self.id),
            name: Some(self.name),
            description: self.description,
            deployment_duration_in_minutes: Some(self.plan.duration),
            growth_type: Some(self.plan.growth.name().to_owned()),
            growth_factor: Some(self.plan.factor),
            final_bake_time_in_minutes: Some(self.plan.bake),
            replicate_to: Some(self.replicate),
        }
    }
}

/// One of the account's own.
pub fn find(cx: &mut Cx, id: &str) -> Result<Option<Strategy>, AwsError> {
    Ok(STRATEGIES.get(cx.tx, cx.scope(), id)?)
}

pub fn open(cx: &mut Cx, id: &str) -> Result<Strategy, AwsError> {
    let found = match predefined::find(id) {
        Some(known) => Some(known),
        None => find(cx, id)?,
    };
    found.ok_or_else(|| errors::not_found("DeploymentStrategy", id))
}

/// One that can be changed.
pub fn own(cx: &mut Cx, id: &str) -> Result<Strategy, AwsError> {
    match predefined::is_one(id) {
        true => Err(errors::bad(format!(
            "Deployment strategy {id} is predefined and cannot be changed."
        ))),
        false => open(cx, id),
    }
}

pub fn save(cx: &mut Cx, strategy: &Strategy) -> Result<(), AwsError> {
    Ok(STRATEGIES.put(cx.tx, cx.scope(), &strategy.id, strategy)?)
}
