//! Kinds of policies, switched on and off for the whole organisation.
//!
//! Operations: EnablePolicyType, DisablePolicyType

use super::{attachment, kind};
use crate::organization::row::{self, Organization};
use crate::shapes::*;
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn enable_policy_type(
    cx: &mut Cx,
    input: EnablePolicyTypeRequest,
) -> Result<EnablePolicyTypeResponse, AwsError> {
    let mut organization = of_root(cx, &input.root_id)?;
    let kind = kind::available(&organization, &input.policy_type)?;
    if organization.has(kind.name) {
        return Err(errors::type_already_enabled());
    }
    organization.kinds.push(kind.name.to_owned());
    row::save(cx, &organization)?;
    Ok(EnablePolicyTypeResponse {
        root: Some(row::root_shown(cx, &organization)),
    })
}

pub fn disable_policy_type(
    cx: &mut Cx,
    input: DisablePolicyTypeRequest,
) -> Result<DisablePolicyTypeResponse, AwsError> {
    let mut organization = of_root(cx, &input.root_id)?;
    if !organization.has(&input.policy_type) {
        return Err(errors::type_not_enabled());
    }
    organization.kinds.retain(|kind| *kind != input.policy_type);
    row::save(cx, &organization)?;
    attachment::drop_kind(cx, &organization.id, &input.policy_type)?;
    Ok(DisablePolicyTypeResponse {
        root: Some(row::root_shown(cx, &organization)),
    })
}

fn of_root(cx: &mut Cx, root: &str) -> Result<Organization, AwsError> {
    let organization = access::managing(cx)?;
    match organization.root == root {
        true => Ok(organization),
        false => Err(errors::no_root()),
    }
}
