//! A topic's policy as JSON, statement by statement.

use haneul_pipeline::AwsError;
use serde_json::{Value as Json, json};

pub fn document(policy: &str) -> Result<Json, AwsError> {
    serde_json::from_str(policy).map_err(AwsError::internal)
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
