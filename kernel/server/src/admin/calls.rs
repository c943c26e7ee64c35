//! Recent calls, and why each was let in or refused.

use haneul_pipeline::least::Used;
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
        .filter(|record| record.verdict.allowed && is_of(&record.principal, &principal))
        .collect();
    let used = Used::of(own.iter().flat_map(|record| &record.verdict.checks));
    let since = own.iter().map(|record| record.at).min();
    let policy = used
        .policy()
        .and_then(|text| serde_json::from_str::<Json>(&text).ok());
    Ok(json!({ "policy": policy, "calls": own.len(), "since": since }))
}

/// `arn:aws:iam::1:role/path/R` is who calls as `arn:aws:sts::1:assumed-role/R/session`.
fn is_of(caller: &str, principal: &str) -> bool {
    if caller == principal {
        return true;
    }
    let role = principal.split_once(":role/");
    let session = caller.split_once(":assumed-role/");
    let (Some((role_of, role)), Some((session_of, session))) = (role, session) else {
        return false;
    };
    let name = role.rsplit('/').next();
    let account = |arn: &str| arn.rsplit(':').next().map(str::to_owned);
    session.split('/').next() == name && account(role_of) == account(session_of)
}

#[cfg(test)]
mod tests {
    use super::is_of;

    #[test]
    fn a_role_is_all_its_sessions() {
        let session = "arn:aws:sts::111122223333:assumed-role/R/s";
        assert!(is_of(session, "arn:aws:iam::111122223333:role/R"));
        assert!(is_of(session, "arn:aws:iam::111122223333:role/a/b/R"));
        assert!(is_of(session, session));
        assert!(!is_of(session, "arn:aws:iam::444455556666:role/R"));
        assert!(!is_of(session, "arn:aws:iam::111122223333:role/R2"));
        assert!(!is_of(session, "arn:aws:iam::111122223333:user/R"));
    }
}
