//! `facts/iam/policies.*`: AWS managed policies, out of moto.

use super::leak;
use crate::Outcome;
use haneul_model::iam_facts::write_policies;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// The order in which AWS writes the parts of a document and of a statement.
const ORDER: [&str; 11] = [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

pub fn build(moto: &Path, facts: &Path) -> Outcome {
    let source = fs::read_to_string(moto.join("moto/iam/aws_managed_policies.py"))?;
    // One Python string in triple quotes, and inside it JSON.
    let json = source.split("\"\"\"").nth(1).ok_or("no policies in moto")?;
    let all: Value = serde_json::from_str(json)?;
    let all = all.as_object().ok_or("policies are not an object")?;
    let policies: Vec<_> = all.iter().map(|(name, policy)| row(name, policy)).collect();
    println!("{} managed policies", policies.len());
    let (list, documents) = write_policies(policies);
    fs::write(facts.join("iam/policies.list"), list)?;
    Ok(fs::write(facts.join("iam/policies.pack"), documents)?)
}

fn row(name: &str, policy: &Value) -> [&'static str; 6] {
    let text = |key: &str| leak(policy[key].as_str().unwrap_or_default());
    let path = policy["Path"].as_str().unwrap_or("/");
    let mut document = ordered(&policy["Document"]);
    if let Some(statement @ Value::Object(_)) = document.get("Statement").cloned() {
        document["Statement"] = Value::Array(vec![statement]);
    }
    [
        leak(name),
        leak(path),
        text("DefaultVersionId"),
        text("CreateDate"),
        text("UpdateDate"),
        leak(document.to_string()),
    ]
}

/// The document with its parts in AWS's order; inside of a condition nothing moves.
fn ordered(json: &Value) -> Value {
    match json {
        Value::Array(items) => items.iter().map(ordered).collect(),
        Value::Object(members) => {
            let mut parts: Vec<_> = members.iter().collect();
            parts.sort_by_key(|(name, _)| ORDER.iter().position(|o| o == name));
            let part = |(name, value): (&String, &Value)| (name.clone(), ordered(value));
            Value::Object(parts.into_iter().map(part).collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}
