//! DeleteScalingPolicy.

use super::row::POLICIES;
use crate::errors;
use crate::place::Place;
use crate::shapes::{DeleteScalingPolicyRequest, DeleteScalingPolicyResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteScalingPolicyRequest,
) -> Result<DeleteScalingPolicyResponse, AwsError> {
    let place = Place::of(
        &input.service_namespace,
        &input.resource_id,
        &input.scalable_dimension,
    )?;
    let (resource, dimension) = place.key();
    let key = (resource, dimension, input.policy_name.as_str());
    match POLICIES.delete(cx.tx, cx.scope(), &key)? {
        true => Ok(DeleteScalingPolicyResponse {}),
        false => Err(errors::no_policy(&place, &input.policy_name)),
    }
}
