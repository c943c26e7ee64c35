//! A queue's policy as JSON, statement by statement.

use serde_json::{Value as Json, json};

/// The policy, or the one that a first permission begins.
pub fn document(policy: Option<&str>, arn: &str) -> Json {
    let known = policy.and_then(|text| serde_json::from_str(text).ok());
    known.unwrap_or_else(|| {
        json!({
            "Version": "2008-10-17",
            "Id": format!("{arn}/SQSDefaultPolicy"),
            "Statement": [],
        })
    })
}

/// The statements, also where the policy has a single one that is no list.
pub fn statements(document: &mut Json) -> &mut Vec<Json> {
    let slot = &mut document["Statement"];
    if !slot.is_array() {
        *slot = Json::Array(vec![slot.take()]);
    }
    match slot {
        Json::Array(list) => list,
        _ => unreachable!("made a list above"),
    }
}

pub fn has_label(statement: &Json, label: &str) -> bool {
    statement["Sid"].as_str() == Some(label)
}

/// One value stands alone, several are a list.
pub fn one_or_many(mut values: Vec<String>) -> Json {
    match values.len() {
        1 => Json::String(values.remove(0)),
        _ => json!(values),
    }
}
