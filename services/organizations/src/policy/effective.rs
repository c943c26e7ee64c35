//! What the policies of all levels together say of an account.

use super::inheritance::Node;
use super::{attachment, row};
use crate::organization::row::Organization;
use crate::{errors, tree};
use haneul_pipeline::AwsError;
use haneul_pipeline::tag_policy::TagRule;
use haneul_store::{Scope, Tx};
use jiff::Timestamp;
use serde_json::Value as Json;

/// The policy, and when it changed last; nothing where none is attached.
pub fn of(
    tx: &mut Tx,
    scope: Scope,
    organization: &Organization,
    account: &str,
    kind: &str,
) -> Result<Option<(Json, Timestamp)>, AwsError> {
    let mut node = Node::default();
    let mut updated: Option<Timestamp> = None;
    for level in tree::levels(tx, scope, organization, account)? {
        let mut policies = Vec::new();
        let attached = attachment::of_target(tx, scope, &organization.id, &level)?;
        for attachment in attached.iter().filter(|a| a.kind == kind) {
            let policy = row::look(tx, scope, &organization.id, &attachment.policy)?;
            let policy = policy.ok_or_else(errors::no_policy)?;
            updated = updated
                .max(Some(attachment.since))
                .max(Some(policy.updated));
            let json = serde_json::from_str::<Json>(&policy.text);
            policies.push(json.map_err(AwsError::internal)?);
        }
        node.level(policies.iter());
    }
    Ok(updated.map(|updated| (node.shown(), updated)))
}

/// A tag policy as the path enforces it. A key whose letters are not given is written in small ones.
pub fn tag_rules(policy: &Json) -> Vec<TagRule> {
    let keys = policy["tags"].as_object().into_iter().flatten();
    let rules = keys.map(|(name, said)| TagRule {
        key: match said["tag_key"].as_str() {
            Some(key) => key.to_owned(),
            None => name.to_ascii_lowercase(),
        },
        values: texts(&said["tag_value"]),
        enforced_for: texts(&said["enforced_for"]),
    });
    rules.filter(|rule| !rule.enforced_for.is_empty()).collect()
}

fn texts(value: &Json) -> Vec<String> {
    let items = match value {
        Json::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    let texts = items.into_iter().filter_map(Json::as_str);
    texts.map(str::to_owned).collect()
}
