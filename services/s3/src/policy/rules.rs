//! Which documents may be a bucket's policy.

use crate::bucket::Bucket;
use crate::{errors, limits};
use haneul_pipeline::AwsError;
use haneul_policy::{Policy, PolicyKind};

/// Checks a document against the language and the bucket it is for.
pub fn parse(bucket: &Bucket, partition: &str, text: &str) -> Result<Policy, AwsError> {
    parse_for(&bucket.arn(partition), text)
}

/// The same for a bucket or an access point, by its ARN.
pub fn parse_for(arn: &str, text: &str) -> Result<Policy, AwsError> {
    if text.len() > limits::POLICY_BYTES {
        return Err(errors::policy_too_large());
    }
    let policy = Policy::parse(text, PolicyKind::Resource)
        .map_err(|error| errors::malformed_policy(error.message))?;
    check_scope(text, arn)?;
    Ok(policy)
}

/// A policy speaks of its own bucket, and of S3's actions.
fn check_scope(text: &str, arn: &str) -> Result<(), AwsError> {
    let document: serde_json::Value = serde_json::from_str(text)
        .map_err(|_| errors::malformed_policy("This policy contains invalid Json"))?;
    for statement in listed(&document["Statement"]) {
        let actions = both(statement, "Action", "NotAction");
        if !actions.iter().all(|action| is_s3(action)) {
            return Err(errors::malformed_policy("Policy has invalid action"));
        }
        let resources = both(statement, "Resource", "NotResource");
        if !resources.iter().all(|resource| is_within(resource, arn)) {
            return Err(errors::malformed_policy("Policy has invalid resource"));
        }
        if !statement["Action"].is_null()
            && !statement["Resource"].is_null()
            && !applies(&actions, &resources, arn)
        {
            return Err(errors::malformed_policy(
                "Action does not apply to any resource(s) in statement",
            ));
        }
    }
    Ok(())
}

fn listed(value: &serde_json::Value) -> Vec<&serde_json::Value> {
    match value {
        serde_json::Value::Array(items) => items.iter().collect(),
        serde_json::Value::Null => Vec::new(),
        one => vec![one],
    }
}

fn both<'s>(statement: &'s serde_json::Value, name: &str, not: &str) -> Vec<&'s str> {
    let all = listed(&statement[name])
        .into_iter()
        .chain(listed(&statement[not]));
    all.filter_map(serde_json::Value::as_str).collect()
}

fn is_s3(action: &str) -> bool {
    let prefix = action.split(':').next().unwrap_or_default();
    action == "*"
        || matches!(
            prefix.to_ascii_lowercase().as_str(),
            "s3" | "s3-object-lambda"
        )
}

/// The bucket itself or something in it.
fn is_within(resource: &str, arn: &str) -> bool {
    match resource.strip_prefix(arn) {
        Some(rest) => rest.is_empty() || rest.starts_with('/') || rest == "*",
        // A wildcard may stand for the bucket, if it can mean this one.
        None => resource.contains('*') && haneul_policy::glob(resource, arn),
    }
}

/// Whether one of the actions takes one of the resources: the bucket, or what is in it.
fn applies(actions: &[&str], resources: &[&str], arn: &str) -> bool {
    let bucket = resources.iter().any(|r| haneul_policy::glob(r, arn));
    let objects = resources
        .iter()
        .any(|r| r.len() > arn.len() || r.ends_with('*'));
    actions.iter().any(|action| match takes(action) {
        Takes::Bucket => bucket,
        Takes::Object => objects,
        Takes::Unknown => true,
    })
}

enum Takes {
    Bucket,
    Object,
    Unknown,
}

fn takes(action: &str) -> Takes {
    if action.contains(['*', '?']) {
        return Takes::Unknown;
    }
    let Some(facts) = haneul_model::iam_facts::action(action) else {
        return Takes::Unknown;
    };
    let has = |name: &str| facts.resources.iter().any(|r| r.name == name);
    match (has("bucket"), has("object")) {
        (true, false) => Takes::Bucket,
        (false, true) => Takes::Object,
        _ => Takes::Unknown,
    }
}
