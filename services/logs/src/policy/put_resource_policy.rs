//! PutResourcePolicy: of the account, by a name, or of one group, by its ARN.

use crate::errors;
use crate::group::row::{self as groups, Policy};
use crate::place;
use crate::policy::describe_resource_policies::{of_account, of_group, revision};
use crate::policy::row::{MOST, POLICIES};
use crate::shapes::{PutResourcePolicyRequest, PutResourcePolicyResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Policy as Document, PolicyKind};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: PutResourcePolicyRequest,
) -> Result<PutResourcePolicyResponse, AwsError> {
    let text = input.policy_document.unwrap_or_default();
    if Document::parse(&text, PolicyKind::Resource).is_err() {
        return Err(errors::parameter("Invalid resource policy document."));
    }
    let expected = input.expected_revision_id.as_deref();
    let policy = |old: Option<&Policy>, now: i64, revision: u64| {
        check(old, expected)?;
        Ok::<_, AwsError>(Policy {
            text: text.clone(),
            updated: now,
            revision,
        })
    };
    let (now, fresh) = (cx.now().as_millisecond(), cx.random().u64());
    let (shown, current) = match (&input.policy_name, &input.resource_arn) {
        (_, Some(arn)) => {
            let name = place::group_name(cx, arn)?.to_owned();
            let mut group = groups::at(cx, &name)?;
            let policy = policy(group.policy.as_ref(), now, fresh)?;
            group.policy = Some(policy.clone());
            groups::put(cx, &group)?;
            (of_group(cx, &group, &policy), revision(&policy))
        }
        (Some(name), None) => {
            let scope = cx.scope();
            let old = POLICIES.get(cx.tx, scope, name)?;
            let known = POLICIES.keys(cx.tx, scope, Span::all(), MOST, false)?;
            if old.is_none() && known.len() >= MOST {
                return Err(errors::limit("Resource limit exceeded."));
            }
            let policy = policy(old.as_ref(), now, fresh)?;
            POLICIES.put(cx.tx, scope, name, &policy)?;
            (of_account(name, &policy), revision(&policy))
        }
        (None, None) => {
            return Err(errors::parameter(
                "Either policyName or resourceArn must be specified.",
            ));
        }
    };
    let revision_id = input.resource_arn.is_some().then_some(current);
    Ok(PutResourcePolicyResponse {
        resource_policy: Some(shown),
        revision_id,
    })
}

/// Whoever names a revision changes that one and no other.
pub fn check(old: Option<&Policy>, expected: Option<&str>) -> Result<(), AwsError> {
    match expected {
        Some(expected) if old.map(revision).as_deref() != Some(expected) => Err(AwsError::new(
            "OperationAbortedException",
            "The policy has another revision than the expected one.",
        )
        .status(400)),
        _ => Ok(()),
    }
}
