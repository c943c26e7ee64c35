//! DescribeScalingPolicies.

use super::put_scaling_policy::metric_of;
use super::row::{POLICIES, Policy};
use crate::errors;
use crate::place::{self, DYNAMODB, check_namespace};
use crate::shapes::{
    DescribeScalingPoliciesRequest, DescribeScalingPoliciesResponse, PredefinedMetricSpecification,
    ScalingPolicy, TargetTrackingScalingPolicyConfiguration,
};
use haneul_pipeline::{AwsError, Cx, Page};

/// What a page has at most, and unless it is asked for less.
const LISTED: usize = 10;

pub fn run(
    cx: &mut Cx,
    input: DescribeScalingPoliciesRequest,
) -> Result<DescribeScalingPoliciesResponse, AwsError> {
    check_namespace(&input.service_namespace)?;
    let page = Page::of(input.max_results, input.next_token.as_deref(), LISTED);
    let page = page.ok_or_else(errors::token)?;
    let read = |after: Option<&str>, most: usize| {
        let span = crate::place::after(after);
        let rows = POLICIES.scan(cx.tx, cx.scope(), span, most, false)?;
        let named =
            |((resource, dimension, name), row)| (format!("{resource}\0{dimension}\0{name}"), row);
        Ok(rows.into_iter().map(named).collect())
    };
    let keep = |policy: &Policy| {
        let place = &policy.place;
        let names = input.policy_names.as_ref();
        let resource = input.resource_id.as_ref();
        let dimension = input.scalable_dimension.as_ref();
        names.is_none_or(|names| names.contains(&policy.name))
            && resource.is_none_or(|resource| *resource == place.resource)
            && dimension.is_none_or(|dimension| *dimension == place.dimension)
    };
    let (rows, next_token) = page.fill(read, keep)?;
    Ok(DescribeScalingPoliciesResponse {
        scaling_policies: Some(rows.into_iter().map(|policy| shown(cx, policy)).collect()),
        next_token,
    })
}

fn shown(cx: &Cx, policy: Policy) -> ScalingPolicy {
    let tracking = &policy.tracking;
    ScalingPolicy {
        policy_arn: Some(place::policy_arn(
            cx,
            &policy.place,
            &policy.id,
            &policy.name,
        )),
        service_namespace: Some(DYNAMODB.to_owned()),
        policy_type: Some("TargetTrackingScaling".to_owned()),
        target_tracking_scaling_policy_configuration: Some(
            TargetTrackingScalingPolicyConfiguration {
                target_value: tracking.target,
                predefined_metric_specification: Some(PredefinedMetricSpecification {
                    predefined_metric_type: metric_of(&policy.place).to_owned(),
                    resource_label: None,
                }),
                scale_out_cooldown: tracking.out_cooldown,
                scale_in_cooldown: tracking.in_cooldown,
                disable_scale_in: tracking.never_in,
                ..TargetTrackingScalingPolicyConfiguration::default()
            },
        ),
        alarms: Some(Vec::new()),
        creation_time: Some(policy.created),
        policy_name: Some(policy.name),
        resource_id: Some(policy.place.resource),
        scalable_dimension: Some(policy.place.dimension),
        ..ScalingPolicy::default()
    }
}
