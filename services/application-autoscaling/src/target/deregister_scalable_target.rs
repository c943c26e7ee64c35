//! DeregisterScalableTarget: with its policies and scheduled actions; what was scaled stays as it is.

use super::row;
use crate::place::Place;
use crate::shapes::{DeregisterScalableTargetRequest, DeregisterScalableTargetResponse};
use crate::{action, errors, policy};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeregisterScalableTargetRequest,
) -> Result<DeregisterScalableTargetResponse, AwsError> {
    let place = Place::of(
        &input.service_namespace,
        &input.resource_id,
        &input.scalable_dimension,
    )?;
    let target = row::find(cx, &place)?.ok_or_else(|| errors::no_such_target(&place))?;
    policy::remove_all(cx, &place)?;
    action::remove_all(cx, &place)?;
    row::remove(cx, &target)?;
    Ok(DeregisterScalableTargetResponse {})
}
