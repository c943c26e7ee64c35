//! Which policies are attached to a target, and which targets a policy is attached to.
//!
//! Operations: ListPoliciesForTarget, ListTargetsForPolicy

use super::{attachment, row};
use crate::page::Paging;
use crate::shapes::*;
use crate::{access, tree};
use haneul_pipeline::{AwsError, Cx};

/// Those attached to the target itself; what it inherits is not shown.
pub fn list_policies_for_target(
    cx: &mut Cx,
    input: ListPoliciesForTargetRequest,
) -> Result<ListPoliciesForTargetResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (target, kind) = (input.target_id.as_str(), input.filter.as_str());
    let token = input.next_token.as_deref();
    let paging = Paging::read(cx, token, input.max_results, &[target, kind])?;
    tree::target(cx, &organization, target)?;
    let scope = cx.partition_scope();
    let attached = attachment::of_target(cx.tx, scope, &organization.id, target)?;
    let alike = attached.into_iter().filter(|a| a.kind == kind);
    let (page, next_token) = paging.of(alike.map(|a| (a.policy.clone(), a)).collect());
    let mut policies = Vec::with_capacity(page.len());
    for attachment in &page {
        let policy = row::find(cx, &organization.id, &attachment.policy)?;
        policies.push(row::summary(cx, &organization, &policy));
    }
    Ok(ListPoliciesForTargetResponse {
        policies: Some(policies),
        next_token,
    })
}

pub fn list_targets_for_policy(
    cx: &mut Cx,
    input: ListTargetsForPolicyRequest,
) -> Result<ListTargetsForPolicyResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (token, policy) = (input.next_token.as_deref(), input.policy_id.as_str());
    let paging = Paging::read(cx, token, input.max_results, &[policy])?;
    let policy = row::find(cx, &organization.id, policy)?;
    let attached = attachment::of_policy(cx, &organization.id, &policy.id)?;
    let keyed = attached.into_iter().map(|a| (a.target.clone(), a.target));
    let (page, next_token) = paging.of(keyed.collect());
    let mut targets = Vec::with_capacity(page.len());
    for id in page {
        let target = tree::target(cx, &organization, &id)?;
        targets.push(PolicyTargetSummary {
            target_id: Some(id),
            arn: Some(target.arn),
            name: Some(target.name),
            r#type: Some(target.kind.word().to_owned()),
        });
    }
    Ok(ListTargetsForPolicyResponse {
        targets: Some(targets),
        next_token,
    })
}
