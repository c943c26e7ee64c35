//! DeletePolicy: one that is attached nowhere.

use super::{attachment, managed, row};
use crate::nothing::Nothing;
use crate::shapes::DeletePolicyRequest;
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeletePolicyRequest) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let policy = row::find(cx, &organization.id, &input.policy_id)?;
    if managed::is_managed(&policy.id) {
        return Err(errors::immutable_policy());
    }
    if !attachment::of_policy(cx, &organization.id, &policy.id)?.is_empty() {
        return Err(errors::policy_in_use());
    }
    row::remove(cx, &organization.id, &policy.id)?;
    Ok(Nothing)
}
