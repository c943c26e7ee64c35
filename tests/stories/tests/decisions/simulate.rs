//! The question put to the policy simulator.

use super::ask::World;
use super::short::{arn, document};
use super::table::{Row, Section, Verdict};
use haneul_testkit::ACCOUNT;
use serde_json::{Value as Json, json};

pub async fn ask(world: &World, section: &Section, row: &Row) -> Result<Verdict, String> {
    let mut input = json!({
        "PolicyInputList": [],
        "ActionNames": [row.action],
        "ResourceArns": [arn(&row.resource)],
        "CallerArn": format!("arn:aws:iam::{ACCOUNT}:user/kay"),
        "ResourceOwner": format!("arn:aws:iam::{ACCOUNT}:root"),
        "ContextEntries": context(row),
    });
    if !section.identity.is_empty() {
        input["PolicyInputList"] = json!([document(&section.identity)]);
    } else {
        // The simulator wants one; this one says nothing about these calls.
        let nothing = json!({"Effect": "Allow", "Action": "none:None", "Resource": "*"});
        input["PolicyInputList"] = json!([document(&[nothing])]);
    }
    if !section.boundary.is_empty() {
        input["PermissionsBoundaryPolicyInputList"] = json!([document(&section.boundary)]);
    }
    let bucket = row.resource.split('/').next().unwrap_or_default();
    let of_bucket = section.bucket.iter().filter(|(name, _)| name == bucket);
    let of_bucket: Vec<Json> = of_bucket.map(|(_, statement)| statement.clone()).collect();
    if !of_bucket.is_empty() {
        input["ResourcePolicy"] = json!(document(&of_bucket));
    }
    let root = world.cloud.root();
    let answer = root.call("iam", "SimulateCustomPolicy", input).await;
    let answer = answer.map_err(|error| format!("line {}: {error}", row.line))?;
    match answer["EvaluationResults"][0]["EvalDecision"].as_str() {
        Some("allowed") => Ok(Verdict::Allowed),
        Some("implicitDeny") => Ok(Verdict::NotAllowed),
        Some("explicitDeny") => Ok(Verdict::Denied),
        _ => Err(format!("the simulator says {answer}")),
    }
}

/// The row's own keys, and those that every call of Kay's has.
fn context(row: &Row) -> Vec<Json> {
    let own = |key: &str, values: &[String], kind: &str| json!({"ContextKeyName": key, "ContextKeyValues": values, "ContextKeyType": kind});
    let kind = |key: &str, values: &[String]| match key {
        "aws:TagKeys" => "stringList",
        _ if values.len() > 1 => "stringList",
        _ => "string",
    };
    let mut entries: Vec<Json> = row
        .given
        .iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(key, values)| own(key, values, kind(key, values)))
        .collect();
    let is_given = |key: &str| row.given.iter().any(|(given, _)| given == key);
    for (key, value) in [
        ("aws:RequestedRegion", "us-east-1"),
        ("aws:SecureTransport", "false"),
        ("aws:PrincipalType", "User"),
        ("aws:username", "kay"),
    ] {
        if !is_given(key) {
            entries.push(own(key, &[value.to_owned()], "string"));
        }
    }
    // Tags of a request say their keys.
    let tags = row
        .given
        .iter()
        .filter_map(|(key, _)| key.strip_prefix("aws:RequestTag/"));
    let tags: Vec<String> = tags.map(str::to_owned).collect();
    if !tags.is_empty() && !is_given("aws:TagKeys") {
        entries.push(own("aws:TagKeys", &tags, "stringList"));
    }
    entries
}
