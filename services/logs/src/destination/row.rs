//! The row of a destination, and who may subscribe to it.

use crate::errors;
use haneul_pipeline::{Arn, AwsError, Check, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

pub static DESTINATIONS: Table<String, Destination> = Table::new("logs_destination");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Destination {
    pub name: String,
    pub target: String,
    pub role: String,
    pub policy: Option<String>,
    pub created: i64,
    pub tags: Vec<(String, String)>,
}

impl Stored for Destination {
    const VERSION: u32 = 1;
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("logs", &format!("destination:{name}"))
}

pub fn is_destination(arn: &str) -> bool {
    read(arn).is_some()
}

fn read(arn: &str) -> Option<(Arn<'_>, &str)> {
    let arn = Arn::read(arn).filter(|arn| arn.service == "logs")?;
    Some((arn, arn.resource.strip_prefix("destination:")?))
}

/// Of any account, in this Region.
pub fn at_arn(cx: &mut Cx, arn: &str) -> Result<Option<Destination>, AwsError> {
    let Some((arn, name)) = read(arn).filter(|(arn, _)| arn.region == cx.region()) else {
        return Ok(None);
    };
    let scope = cx.scope_of(arn.account, cx.region());
    Ok(DESTINATIONS.get(cx.tx, scope, name)?)
}

pub fn own(cx: &mut Cx, name: &str) -> Result<Destination, AwsError> {
    let scope = cx.scope();
    DESTINATIONS
        .get(cx.tx, scope, name)?
        .ok_or_else(|| errors::missing("The specified destination does not exist."))
}

/// The caller's account must be let in by the destination's policy, unless it is its own.
pub fn may_subscribe(cx: &mut Cx, arn: &str, destination: &Destination) -> Result<(), AwsError> {
    let owner = read(arn).map(|(arn, _)| arn.account.to_owned());
    let check = Check::new(arn)
        .action("logs:PutSubscriptionFilter")
        .owner(owner.unwrap_or_default())
        .policy(destination.policy.clone());
    match cx.ask(check)? {
        Some(message) => Err(AwsError::new("AccessDeniedException", message).status(400)),
        None => Ok(()),
    }
}
