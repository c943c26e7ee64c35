//! The policy of a bus, statement by statement.

use crate::errors;
use crate::limits;
use haneul_pipeline::AwsError;
use haneul_policy::{Policy, PolicyKind};
use serde_json::{Value as Json, json};

/// A whole policy, as it is kept.
pub fn check(text: &str) -> Result<(), AwsError> {
    if text.len() > limits::POLICY {
        return Err(errors::policy_too_long());
    }
    match Policy::parse(text, PolicyKind::Resource) {
        Ok(_) => Ok(()),
        Err(_) => Err(errors::invalid("Policy is not valid.")),
    }
}

/// With a statement in the place of the one that has its id, or behind the others.
pub fn with(policy: Option<&str>, statement: Json) -> String {
    let mut statements = statements(policy);
    let sid = statement["Sid"].clone();
    statements.retain(|other| other["Sid"] != sid);
    statements.push(statement);
    of(statements)
}

/// Without a statement: `None` where there was none of this id; no policy is left of the last.
pub fn without(policy: Option<&str>, sid: &str) -> Option<Option<String>> {
    let mut left = statements(policy);
    let before = left.len();
    left.retain(|statement| statement["Sid"] != sid);
    match (left.len() < before, left.is_empty()) {
        (false, _) => None,
        (true, true) => Some(None),
        (true, false) => Some(Some(of(left))),
    }
}

fn statements(policy: Option<&str>) -> Vec<Json> {
    let read = policy.and_then(|text| serde_json::from_str::<Json>(text).ok());
    match read.map(|mut policy| policy["Statement"].take()) {
        Some(Json::Array(statements)) => statements,
        Some(one @ Json::Object(_)) => vec![one],
        _ => Vec::new(),
    }
}

fn of(statements: Vec<Json>) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}
