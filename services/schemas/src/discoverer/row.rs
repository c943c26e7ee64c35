//! The row of a discoverer.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

pub static DISCOVERERS: Table<String, Discoverer> = Table::new("schemas_discoverer");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discoverer {
    pub id: String,
    pub source: String,
    pub description: Option<String>,
    /// Also events that came from other accounts.
    pub cross_account: bool,
    pub started: bool,
    pub tags: Vec<(String, String)>,
}

impl Stored for Discoverer {
    const VERSION: u32 = 1;
}

impl Discoverer {
    pub fn state(&self) -> Option<String> {
        let state = if self.started { "STARTED" } else { "STOPPED" };
        Some(state.to_owned())
    }
}

pub fn arn(cx: &Cx, id: &str) -> String {
    cx.arn("schemas", &format!("discoverer/{id}"))
}

pub fn find(cx: &mut Cx, id: &str) -> Result<Option<Discoverer>, AwsError> {
    Ok(DISCOVERERS.get(cx.tx, cx.scope(), id)?)
}

pub fn open(cx: &mut Cx, id: &str) -> Result<Discoverer, AwsError> {
    find(cx, id)?.ok_or_else(|| errors::not_found("Discoverer", id))
}

pub fn save(cx: &mut Cx, discoverer: &Discoverer) -> Result<(), AwsError> {
    Ok(DISCOVERERS.put(cx.tx, cx.scope(), &discoverer.id, discoverer)?)
}

/// The name of a bus, by its ARN: of this account and Region.
pub fn bus(partition: &str, account: &str, region: &str, arn: &str) -> Result<String, AwsError> {
    let head = format!("arn:{partition}:events:{region}:{account}:event-bus/");
    let name = arn.strip_prefix(&head);
    let wrong = || errors::bad(format!("{arn} is no event bus of this account and Region."));
    name.map(str::to_owned).ok_or_else(wrong)
}
