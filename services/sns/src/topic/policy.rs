//! The policy of a topic: the one it begins with, and what another may say.

use crate::limits::POLICY_BYTES;
use crate::topic::Topic;
use haneul_policy::{Policy, PolicyKind};
use serde_json::json;

/// Actions that the policy a topic begins with is about.
const OWNERS: &[&str] = &[
    "SNS:GetTopicAttributes",
    "SNS:SetTopicAttributes",
    "SNS:AddPermission",
    "SNS:RemovePermission",
    "SNS:DeleteTopic",
    "SNS:Subscribe",
    "SNS:ListSubscriptionsByTopic",
    "SNS:Publish",
];

/// What a topic's policy may be about at all.
const SCOPE: &[&str] = &[
    "*",
    "addpermission",
    "deletetopic",
    "getdataprotectionpolicy",
    "gettopicattributes",
    "listsubscriptionsbytopic",
    "listtagsforresource",
    "publish",
    "putdataprotectionpolicy",
    "receive",
    "removepermission",
    "settopicattributes",
    "subscribe",
];

pub fn in_force(topic: &Topic, arn: &str) -> String {
    topic.policy.clone().unwrap_or_else(|| default(arn))
}

pub fn default(arn: &str) -> String {
    let owner = arn.split(':').nth(4).unwrap_or_default();
    json!({
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [{
            "Sid": "__default_statement_ID",
            "Effect": "Allow",
            "Principal": { "AWS": "*" },
            "Action": OWNERS,
            "Resource": arn,
            "Condition": { "StringEquals": { "AWS:SourceOwner": owner } },
        }],
    })
    .to_string()
}

/// The reason why a text is no policy for a topic.
pub fn check(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("Policy is empty".to_owned());
    }
    if text.len() > POLICY_BYTES {
        return Err("Policy length exceeded the limit".to_owned());
    }
    let parsed = Policy::parse(text, PolicyKind::Resource);
    let policy = parsed.map_err(|_| "Policy Error: null".to_owned())?;
    for statement in policy.statements() {
        if !statement.actions().all(in_scope) {
            return Err("Policy statement action out of service scope!".to_owned());
        }
    }
    Ok(())
}

fn in_scope(action: &str) -> bool {
    let lower = action.to_ascii_lowercase();
    let Some(name) = lower.strip_prefix("sns:") else {
        return lower == "*";
    };
    name.contains(['*', '?']) || SCOPE.contains(&name)
}
