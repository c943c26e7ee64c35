//! DescribeScalingActivities: of the last six weeks, the latest first.

use super::row::{ACTIVITIES, Activity};
use crate::errors;
use crate::place::{DYNAMODB, check_namespace};
use crate::shapes::{
    DescribeScalingActivitiesRequest, DescribeScalingActivitiesResponse, ScalingActivity,
};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

/// What a page has at most, and unless it is asked for less.
const LISTED: usize = 50;

pub fn run(
    cx: &mut Cx,
    input: DescribeScalingActivitiesRequest,
) -> Result<DescribeScalingActivitiesResponse, AwsError> {
    check_namespace(&input.service_namespace)?;
    let page = Page::of(input.max_results, input.next_token.as_deref(), LISTED);
    let page = page.ok_or_else(errors::token)?;
    let read = |after: Option<&str>, most: usize| {
        let last = after.and_then(|after| {
            let (at, id) = after.split_once(' ')?;
            Some((at.parse::<u64>().ok()?, id))
        });
        let span = match last {
            Some(last) => Span::all().after(&last),
            None => Span::all(),
        };
        let rows = ACTIVITIES.scan(cx.tx, cx.scope(), span, most, false)?;
        let named = |((at, id), row)| (format!("{at} {id}"), row);
        Ok(rows.into_iter().map(named).collect())
    };
    let keep = |activity: &Activity| {
        let resource = input.resource_id.as_ref();
        let dimension = input.scalable_dimension.as_ref();
        resource.is_none_or(|resource| *resource == activity.place.resource)
            && dimension.is_none_or(|dimension| *dimension == activity.place.dimension)
    };
    let (rows, next_token) = page.fill(read, keep)?;
    Ok(DescribeScalingActivitiesResponse {
        scaling_activities: Some(rows.into_iter().map(shown).collect()),
        next_token,
    })
}

fn shown(activity: Activity) -> ScalingActivity {
    let units = activity.place.units();
    let wanted = activity.wanted;
    let (status, message) = match (&activity.ended, activity.failure) {
        (None, _) => ("InProgress", None),
        (Some(_), None) => (
            "Successful",
            Some(format!(
                "Successfully set {units} to {wanted}. Change successfully fulfilled by {DYNAMODB}."
            )),
        ),
        (Some(_), Some(why)) => (
            "Failed",
            Some(format!("Failed to set {units} to {wanted}. Reason: {why}")),
        ),
    };
    ScalingActivity {
        activity_id: Some(activity.id),
        service_namespace: Some(DYNAMODB.to_owned()),
        resource_id: Some(activity.place.resource),
        scalable_dimension: Some(activity.place.dimension),
        description: Some(format!("Setting {units} to {wanted}.")),
        cause: Some(activity.cause),
        start_time: Some(activity.started),
        end_time: activity.ended,
        status_code: Some(status.to_owned()),
        status_message: message,
        ..ScalingActivity::default()
    }
}
