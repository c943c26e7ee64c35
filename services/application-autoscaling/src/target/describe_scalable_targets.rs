//! DescribeScalableTargets.

use super::row::{TARGETS, Target};
use crate::errors;
use crate::place::{self, DYNAMODB, check_namespace};
use crate::shapes::{
    DescribeScalableTargetsRequest, DescribeScalableTargetsResponse, ScalableTarget, SuspendedState,
};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

/// What a page has at most, and unless it is asked for less.
const LISTED: usize = 50;

pub fn run(
    cx: &mut Cx,
    input: DescribeScalableTargetsRequest,
) -> Result<DescribeScalableTargetsResponse, AwsError> {
    check_namespace(&input.service_namespace)?;
    let page = Page::of(input.max_results, input.next_token.as_deref(), LISTED);
    let page = page.ok_or_else(errors::token)?;
    let read = |after: Option<&str>, most: usize| {
        let span = match after.and_then(|after| after.split_once('\0')) {
            Some(after) => Span::all().after(&after),
            None => Span::all(),
        };
        let rows = TARGETS.scan(cx.tx, cx.scope(), span, most, false)?;
        let named = |((resource, dimension), row)| (format!("{resource}\0{dimension}"), row);
        Ok(rows.into_iter().map(named).collect())
    };
    let keep = |target: &Target| {
        let place = &target.place;
        let resources = input.resource_ids.as_ref();
        let dimension = input.scalable_dimension.as_ref();
        resources.is_none_or(|all| all.contains(&place.resource))
            && dimension.is_none_or(|dimension| *dimension == place.dimension)
    };
    let (rows, next_token) = page.fill(read, keep)?;
    let shown = rows.into_iter().map(|target| shown(cx, target)).collect();
    Ok(DescribeScalableTargetsResponse {
        scalable_targets: Some(shown),
        next_token,
    })
}

fn shown(cx: &Cx, target: Target) -> ScalableTarget {
    ScalableTarget {
        service_namespace: Some(DYNAMODB.to_owned()),
        scalable_target_arn: Some(place::target_arn(cx, &target.id)),
        resource_id: Some(target.place.resource),
        scalable_dimension: Some(target.place.dimension),
        min_capacity: Some(target.min),
        max_capacity: Some(target.max),
        predicted_capacity: None,
        role_arn: Some(place::role_arn(cx)),
        creation_time: Some(target.created),
        suspended_state: Some(SuspendedState {
            dynamic_scaling_in_suspended: Some(target.suspended.scaling_in),
            dynamic_scaling_out_suspended: Some(target.suspended.scaling_out),
            scheduled_scaling_suspended: Some(target.suspended.scheduled),
        }),
    }
}
