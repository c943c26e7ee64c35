//! AttachPolicy: binds everything from the target down from the next call on.

use super::{attachment, kind, row};
use crate::nothing::Nothing;
use crate::shapes::AttachPolicyRequest;
use crate::{access, errors, tree};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: AttachPolicyRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let policy = row::find(cx, &organization.id, &input.policy_id)?;
    tree::target(cx, &organization, &input.target_id)?;
    if !organization.has(&policy.kind) {
        return Err(errors::type_not_enabled());
    }
    let scope = cx.partition_scope();
    let attached = attachment::of_target(cx.tx, scope, &organization.id, &input.target_id)?;
    if attached.iter().any(|a| a.policy == policy.id) {
        return Err(errors::already_attached());
    }
    let alike = attached.iter().filter(|a| a.kind == policy.kind).count();
    if alike >= kind::of(&policy.kind)?.per_target {
        return Err(errors::constraint(
            "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You have attached the maximum number of policies to the specified target.",
        ));
    }
    attachment::put(
        cx,
        &organization.id,
        &input.target_id,
        &policy.id,
        &policy.kind,
    )?;
    Ok(Nothing)
}
