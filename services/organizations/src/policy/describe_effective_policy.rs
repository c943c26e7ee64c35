//! DescribeEffectivePolicy: what all levels together say of an account.

use super::inheritance::Node;
use super::{attachment, row};
use crate::access::{self, Standing};
use crate::ids::Kind;
use crate::organization::row::Organization;
use crate::shapes::{
    DescribeEffectivePolicyRequest, DescribeEffectivePolicyResponse, EffectivePolicy,
};
use crate::{account, errors, tree};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use serde_json::Value as Json;

pub fn run(
    cx: &mut Cx,
    input: DescribeEffectivePolicyRequest,
) -> Result<DescribeEffectivePolicyResponse, AwsError> {
    let standing = access::standing(cx)?;
    let organization = access::belonging(cx)?;
    let target = input.target_id.unwrap_or_else(|| cx.account().to_owned());
    if target != cx.account() && !matches!(standing, Standing::Management(_)) {
        access::reading(cx)?;
    }
    if Kind::of(&target) != Some(Kind::Account) {
        return Err(errors::input(
            "TARGET_NOT_SUPPORTED",
            "You can't perform the specified operation on that target entity.",
        ));
    }
    account::row::member(cx, &organization, &target)?.ok_or_else(errors::no_target)?;
    if !organization.has(&input.policy_type) {
        return Err(errors::no_effective_policy());
    }
    let (content, updated) = effective(cx, &organization, &target, &input.policy_type)?;
    Ok(DescribeEffectivePolicyResponse {
        effective_policy: Some(EffectivePolicy {
            policy_content: Some(content.to_string()),
            last_updated_timestamp: Some(updated),
            target_id: Some(target),
            policy_type: Some(input.policy_type),
        }),
    })
}

fn effective(
    cx: &mut Cx,
    organization: &Organization,
    account: &str,
    kind: &str,
) -> Result<(Json, Timestamp), AwsError> {
    let scope = cx.partition_scope();
    let mut node = Node::default();
    let mut updated: Option<Timestamp> = None;
    for level in tree::levels(cx.tx, scope, organization, account)? {
        let mut policies = Vec::new();
        let attached = attachment::of_target(cx.tx, scope, &organization.id, &level)?;
        for attachment in attached.iter().filter(|a| a.kind == kind) {
            let policy = row::find(cx, &organization.id, &attachment.policy)?;
            updated = updated
                .max(Some(attachment.since))
                .max(Some(policy.updated));
            let json = serde_json::from_str::<Json>(&policy.text);
            policies.push(json.map_err(AwsError::internal)?);
        }
        node.level(policies.iter());
    }
    let updated = updated.ok_or_else(errors::no_effective_policy)?;
    Ok((node.shown(), updated))
}
