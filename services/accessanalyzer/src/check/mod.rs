//! Checks of policies against what they must not grant.

mod covered;
mod overlap;

use crate::errors;
use crate::shapes::ReasonSummary;
use haneul_pipeline::AwsError;
use haneul_policy::{Policy, PolicyKind, Statement};

include!(concat!(env!("OUT_DIR"), "/check.rs"));

/// More than any policy may have.
const LONGEST: usize = 32 * 1_024;

fn parse(text: &str, kind: PolicyKind) -> Result<Policy, AwsError> {
    if text.len() > LONGEST {
        return Err(errors::bad_policy("The policy document is too long."));
    }
    Policy::parse(text, kind).map_err(|error| errors::bad_policy(error.to_string()))
}

/// By the type of a request. Policies of resources without a `Resource` are those of roles.
fn parse_as(text: &str, kind: &str) -> Result<Policy, AwsError> {
    if kind != "RESOURCE_POLICY" {
        return parse(text, PolicyKind::Identity);
    }
    let read = parse(text, PolicyKind::Resource);
    read.or_else(|error| parse(text, PolicyKind::Trust).map_err(|_| error))
}

fn reason(what: &str, place: usize, statement: &Statement) -> ReasonSummary {
    let sid = statement.sid().filter(|sid| !sid.is_empty());
    let named = sid.map(|sid| format!(" with sid: {sid}"));
    let named = named.unwrap_or_else(|| format!(" with index: {place}"));
    ReasonSummary {
        description: Some(format!("{what} in the statement{named}.")),
        statement_index: Some(place as i64),
        statement_id: sid.map(str::to_owned),
    }
}
