//! `facts/iam`: the service authorization reference and the actions behind each operation.

use super::{leak, read_json};
use crate::Outcome;
use haneul_model::iam_facts::*;
use serde_json::Value;
use std::fs;
use std::path::Path;

pub fn build(iam_data: &Path, facts: &Path) -> Outcome {
    let data = iam_data.join("package/data");
    let names = read_json(&data.join("serviceNames.json"))?;
    let mut services = Vec::new();
    for (prefix, name) in names.as_object().into_iter().flatten() {
        services.push((leak(prefix), reference(&data, prefix, text(name))?));
    }
    println!("{} IAM prefixes", services.len());
    fs::write(facts.join("iam/actions.pack"), write_reference(services))?;

    let known = read_json(&facts.join("sources/iam-operations.json"))?;
    let models = known.as_object().into_iter().flatten();
    let models = models
        .map(|(id, json)| (leak(id), operations(json)))
        .collect();
    Ok(fs::write(
        facts.join("iam/operations.pack"),
        write_operations(models),
    )?)
}

fn reference(data: &Path, prefix: &str, name: &'static str) -> Outcome<Reference> {
    let table = |folder: &str| -> Outcome<Vec<Value>> {
        let path = data.join(folder).join(format!("{prefix}.json"));
        if !path.exists() {
            return Ok(Vec::new());
        }
        let json = read_json(&path)?;
        Ok(json
            .as_object()
            .into_iter()
            .flatten()
            .map(|(_, v)| v.clone())
            .collect())
    };
    let mut resources: Vec<_> = table("resourceTypes")?.iter().map(resource_type).collect();
    resources.sort_by_key(|r| r.name);
    let mut keys: Vec<_> = table("conditionKeys")?
        .iter()
        .map(|k| (text(&k["key"]), text(&k["type"])))
        .collect();
    keys.sort();
    Ok(Reference {
        name,
        actions: table("actions")?.iter().map(action_facts).collect(),
        resources,
        condition_keys: keys,
    })
}

fn action_facts(json: &Value) -> ActionFacts {
    let resources = json["resourceTypes"].as_array().into_iter().flatten();
    let mut resources: Vec<_> = resources.map(action_resource).collect();
    resources.sort_by_key(|r| r.name);
    ActionFacts {
        name: text(&json["name"]),
        level: text(&json["accessLevel"]),
        resources,
        condition_keys: sorted(&json["conditionKeys"]),
        depends: sorted(&json["dependentActions"]),
    }
}

fn action_resource(json: &Value) -> ActionResource {
    ActionResource {
        name: text(&json["name"]),
        required: json["required"].as_bool().unwrap_or(false),
        condition_keys: sorted(&json["conditionKeys"]),
        depends: sorted(&json["dependentActions"]),
    }
}

fn resource_type(json: &Value) -> ResourceType {
    ResourceType {
        name: text(&json["key"]),
        arn: text(&json["arn"]),
        condition_keys: sorted(&json["conditionKeys"]),
    }
}

fn operations(json: &Value) -> Vec<OperationActions> {
    let prefix = text(&json["prefix"]);
    let same = json["same"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| OperationActions {
            operation: text(name),
            actions: vec![leak(format!("{prefix}:{}", text(name)))],
            also_requires: Vec::new(),
            none_needed: false,
            guessed: false,
        });
    let other = json["other"].as_object().into_iter().flatten();
    let other = other.map(|(name, facts)| OperationActions {
        operation: leak(name),
        actions: texts(&facts["actions"]),
        also_requires: texts(&facts["alsoRequires"]),
        none_needed: facts["by"] == "none",
        guessed: facts["by"] == "guess",
    });
    same.chain(other).collect()
}

fn text(json: &Value) -> &'static str {
    leak(json.as_str().unwrap_or_default())
}

fn texts(json: &Value) -> Vec<&'static str> {
    json.as_array().into_iter().flatten().map(text).collect()
}

fn sorted(json: &Value) -> Vec<&'static str> {
    let mut texts = texts(json);
    texts.sort_unstable();
    texts
}
