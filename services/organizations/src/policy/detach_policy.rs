//! DetachPolicy. One service control policy must stay, and AWS's resource control policy always.

use super::kind::SERVICE_CONTROL;
use super::managed::RESOURCE_FULL_ACCESS;
use super::{attachment, row};
use crate::nothing::Nothing;
use crate::shapes::DetachPolicyRequest;
use crate::{access, errors, tree};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DetachPolicyRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let policy = row::find(cx, &organization.id, &input.policy_id)?;
    tree::target(cx, &organization, &input.target_id)?;
    if policy.id == RESOURCE_FULL_ACCESS {
        return Err(errors::input(
            "NON_DETACHABLE_POLICY",
            "You can't detach this policy.",
        ));
    }
    let scope = cx.partition_scope();
    let attached = attachment::of_target(cx.tx, scope, &organization.id, &input.target_id)?;
    if !attached.iter().any(|a| a.policy == policy.id) {
        return Err(errors::not_attached());
    }
    let alike = attached.iter().filter(|a| a.kind == policy.kind).count();
    if policy.kind == SERVICE_CONTROL && alike == 1 {
        return Err(errors::constraint(
            "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You cannot remove the last policy attached to the specified target. You must have at \
             least one attached at all times.",
        ));
    }
    attachment::take(cx, &organization.id, &input.target_id, &policy.id)?;
    Ok(Nothing)
}
