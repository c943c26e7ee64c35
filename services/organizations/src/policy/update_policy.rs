//! UpdatePolicy: what is not given stays.

use super::{document, kind, managed, row};
use crate::shapes::{UpdatePolicyRequest, UpdatePolicyResponse};
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdatePolicyRequest) -> Result<UpdatePolicyResponse, AwsError> {
    let organization = access::managing(cx)?;
    let mut policy = row::find(cx, &organization.id, &input.policy_id)?;
    if managed::is_managed(&policy.id) {
        return Err(errors::immutable_policy());
    }
    if let Some(name) = input.name {
        let others = row::all(cx, &organization.id)?;
        let taken = |other: &row::Policy| {
            other.name == name && other.kind == policy.kind && other.id != policy.id
        };
        if others.iter().any(taken) {
            return Err(errors::policy_exists());
        }
        policy.name = name;
    }
    if let Some(description) = input.description {
        policy.description = description;
    }
    if let Some(text) = input.content {
        document::check(kind::of(&policy.kind)?, &text)?;
        policy.text = text;
    }
    policy.updated = cx.now();
    row::save(cx, &organization.id, &policy)?;
    Ok(UpdatePolicyResponse {
        policy: Some(row::shown(cx, &organization, &policy)),
    })
}
