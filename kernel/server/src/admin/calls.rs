//! Recent calls, and why each was let in or refused.

use haneul_pipeline::least::{Used, is_by};
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

/// The least policy that somebody's recorded calls need: a principal's ARN, or the ARN of a role for
/// all its sessions.
pub(super) fn least(cloud: &Cloud, query: &str) -> Result<Json, AwsError> {
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "principal");
    let Some((_, principal)) = asked else {
        return Err(AwsError::new(
            "BadRequest",
            "Whose policy? Say principal=ARN.",
        ));
    };
    let records = cloud.calls.recent(&cloud.store, usize::MAX)?;
    let own: Vec<_> = records
        .into_iter()
        .filter(|record| record.verdict.allowed && is_by(&record.principal, &principal))
        .collect();
    let used = Used::of(own.iter().flat_map(|record| &record.verdict.checks));
    let since = own.iter().map(|record| record.at).min();
    let policy = used
        .policy()
        .and_then(|text| serde_json::from_str::<Json>(&text).ok());
    Ok(json!({ "policy": policy, "calls": own.len(), "since": since }))
}
