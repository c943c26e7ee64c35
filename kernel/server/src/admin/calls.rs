//! Recent calls, and why each was let in or refused.

use haneul_pipeline::{AwsError, Cloud};
use serde_json::{Value as Json, json};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 1_000;

pub(super) fn recent(cloud: &Cloud, query: &str) -> Result<Json, AwsError> {
    let asked = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("limit="));
    let limit = match asked {
        None => DEFAULT_LIMIT,
        Some(text) => text
            .parse()
            .ok()
            .filter(|n| (1..=MAX_LIMIT).contains(n))
            .ok_or_else(|| AwsError::new("BadRequest", "limit is a number from 1 to 1000."))?,
    };
    Ok(json!({ "calls": cloud.calls.recent(&cloud.store, limit)? }))
}

pub(super) fn one(cloud: &Cloud, id: &str) -> Result<Json, AwsError> {
    match cloud.calls.find(&cloud.store, id)? {
        Some(record) => Ok(json!(record)),
        None => Err(AwsError::new(
            "NotFound",
            format!("There is no record of a call {id}; only recent calls are kept."),
        )
        .status(404)),
    }
}
