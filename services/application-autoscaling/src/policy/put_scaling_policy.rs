//! PutScalingPolicy: makes one, or takes the place of one of the same name.

use super::look;
use super::row::{self, MOST, POLICIES, Policy, Tracking};
use crate::errors;
use crate::place::{self, Place};
use crate::shapes::{
    PutScalingPolicyRequest, PutScalingPolicyResponse, TargetTrackingScalingPolicyConfiguration,
};
use crate::target;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(
    cx: &mut Cx,
    input: PutScalingPolicyRequest,
) -> Result<PutScalingPolicyResponse, AwsError> {
    let place = Place::of(
        &input.service_namespace,
        &input.resource_id,
        &input.scalable_dimension,
    )?;
    target::open(cx, &place)?;
    let scope = cx.scope();
    let known = row::of_place(cx.tx, scope, place.key())?;
    let old = known.iter().find(|policy| policy.name == input.policy_name);
    let kind = input.policy_type.as_deref();
    if kind != Some("TargetTrackingScaling") && (kind.is_some() || old.is_none()) {
        // Also what is meant where nothing is said.
        return Err(errors::invalid(format!(
            "{} policies are not supported for service namespace dynamodb",
            kind.unwrap_or("StepScaling")
        )));
    }
    let given = input.target_tracking_scaling_policy_configuration.as_ref();
    let Some(given) = given else {
        return Err(errors::invalid(
            "TargetTrackingScalingPolicyConfiguration must be specified for policies of type \
             TargetTrackingScaling",
        ));
    };
    if old.is_none() && known.len() >= MOST {
        return Err(errors::limit(format!(
            "There are {MOST} scaling policies of the target already"
        )));
    }
    let policy = Policy {
        tracking: read(&place, given)?,
        id: match old {
            Some(old) => old.id.clone(),
            None => ids::uuid(cx.random()),
        },
        created: old.map_or(cx.now(), |old| old.created),
        name: input.policy_name,
        place,
    };
    POLICIES.put(cx.tx, scope, &policy.key(), &policy)?;
    look::watch(cx, &policy.place)?;
    Ok(PutScalingPolicyResponse {
        policy_arn: Some(place::policy_arn(
            cx,
            &policy.place,
            &policy.id,
            &policy.name,
        )),
        alarms: Some(Vec::new()),
    })
}

fn read(
    place: &Place,
    given: &TargetTrackingScalingPolicyConfiguration,
) -> Result<Tracking, AwsError> {
    if given.customized_metric_specification.is_some() {
        return Err(AwsError::not_implemented("metrics of CloudWatch"));
    }
    let metric = given.predefined_metric_specification.as_ref();
    let Some(metric) = metric else {
        return Err(errors::invalid(
            "PredefinedMetricSpecification or CustomizedMetricSpecification must be specified",
        ));
    };
    let wanted = metric_of(place);
    if metric.predefined_metric_type != wanted {
        return Err(errors::invalid(format!(
            "Predefined metric type {} is not supported for {place}",
            metric.predefined_metric_type
        )));
    }
    if !(20.0..=90.0).contains(&given.target_value) {
        return Err(errors::invalid(
            "Target value must be between 20 and 90 percent",
        ));
    }
    let cooldowns = [given.scale_out_cooldown, given.scale_in_cooldown];
    if cooldowns.into_iter().flatten().any(|seconds| seconds < 0) {
        return Err(errors::invalid("Cooldown must not be negative"));
    }
    Ok(Tracking {
        target: given.target_value,
        out_cooldown: given.scale_out_cooldown,
        in_cooldown: given.scale_in_cooldown,
        never_in: given.disable_scale_in,
    })
}

pub fn metric_of(place: &Place) -> &'static str {
    match place.is_read() {
        true => "DynamoDBReadCapacityUtilization",
        false => "DynamoDBWriteCapacityUtilization",
    }
}
