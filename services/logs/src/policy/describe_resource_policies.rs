//! DescribeResourcePolicies: those of the account, or that of one group.

use crate::group::row::{self as groups, Group, Policy};
use crate::limits::LIST;
use crate::page::page;
use crate::place;
use crate::policy::row::POLICIES;
use crate::shapes::{
    DescribeResourcePoliciesRequest, DescribeResourcePoliciesResponse, ResourcePolicy,
};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: DescribeResourcePoliciesRequest,
) -> Result<DescribeResourcePoliciesResponse, AwsError> {
    if let Some(arn) = &input.resource_arn {
        let name = place::group_name(cx, arn)?.to_owned();
        let group = groups::at(cx, &name)?;
        let policy = group.policy.as_ref();
        let shown = policy.map(|policy| of_group(cx, &group, policy));
        return Ok(DescribeResourcePoliciesResponse {
            resource_policies: Some(shown.into_iter().collect()),
            next_token: None,
        });
    }
    if input.policy_scope.as_deref() == Some("RESOURCE") {
        return Err(AwsError::not_implemented(
            "policies of all resources: resourceArn names one",
        ));
    }
    let page = page(input.limit, input.next_token.as_deref(), LIST)?;
    let scope = cx.scope();
    let mut rows = POLICIES.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    rows.retain(|(name, _)| page.has(name));
    let next_token = page.close(&mut rows, |(name, _)| name);
    let shown = rows.iter().map(|(name, policy)| of_account(name, policy));
    Ok(DescribeResourcePoliciesResponse {
        resource_policies: Some(shown.collect()),
        next_token,
    })
}

pub fn of_account(name: &str, policy: &Policy) -> ResourcePolicy {
    ResourcePolicy {
        policy_name: Some(name.to_owned()),
        policy_document: Some(policy.text.clone()),
        last_updated_time: Some(policy.updated),
        policy_scope: Some("ACCOUNT".to_owned()),
        ..ResourcePolicy::default()
    }
}

pub fn of_group(cx: &Cx, group: &Group, policy: &Policy) -> ResourcePolicy {
    ResourcePolicy {
        policy_document: Some(policy.text.clone()),
        last_updated_time: Some(policy.updated),
        policy_scope: Some("RESOURCE".to_owned()),
        resource_arn: Some(place::group_arn(cx, &group.name)),
        revision_id: Some(revision(policy)),
        ..ResourcePolicy::default()
    }
}

pub fn revision(policy: &Policy) -> String {
    format!("{:016x}", policy.revision)
}
