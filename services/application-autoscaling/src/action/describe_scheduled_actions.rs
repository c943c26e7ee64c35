//! DescribeScheduledActions.

use super::row::{ACTIONS, Action};
use crate::errors;
use crate::place::{self, DYNAMODB, check_namespace};
use crate::shapes::{
    DescribeScheduledActionsRequest, DescribeScheduledActionsResponse, ScalableTargetAction,
    ScheduledAction,
};
use haneul_pipeline::{AwsError, Cx, Page};

/// What a page has at most, and unless it is asked for less.
const LISTED: usize = 50;

pub fn run(
    cx: &mut Cx,
    input: DescribeScheduledActionsRequest,
) -> Result<DescribeScheduledActionsResponse, AwsError> {
    check_namespace(&input.service_namespace)?;
    let page = Page::of(input.max_results, input.next_token.as_deref(), LISTED);
    let page = page.ok_or_else(errors::token)?;
    let read = |after: Option<&str>, most: usize| {
        let rows = ACTIONS.scan(cx.tx, cx.scope(), place::after(after), most, false)?;
        let named =
            |((resource, dimension, name), row)| (format!("{resource}\0{dimension}\0{name}"), row);
        Ok(rows.into_iter().map(named).collect())
    };
    let keep = |action: &Action| {
        let names = input.scheduled_action_names.as_ref();
        let resource = input.resource_id.as_ref();
        let dimension = input.scalable_dimension.as_ref();
        names.is_none_or(|names| names.contains(&action.name))
            && resource.is_none_or(|resource| *resource == action.place.resource)
            && dimension.is_none_or(|dimension| *dimension == action.place.dimension)
    };
    let (rows, next_token) = page.fill(read, keep)?;
    Ok(DescribeScheduledActionsResponse {
        scheduled_actions: Some(rows.into_iter().map(|action| shown(cx, action)).collect()),
        next_token,
    })
}

fn shown(cx: &Cx, action: Action) -> ScheduledAction {
    ScheduledAction {
        scheduled_action_arn: Some(place::action_arn(
            cx,
            &action.place,
            &action.id,
            &action.name,
        )),
        service_namespace: Some(DYNAMODB.to_owned()),
        schedule: Some(action.schedule),
        timezone: action.zone,
        start_time: action.start,
        end_time: action.end,
        scalable_target_action: Some(ScalableTargetAction {
            min_capacity: action.min,
            max_capacity: action.max,
        }),
        creation_time: Some(action.created),
        scheduled_action_name: Some(action.name),
        resource_id: Some(action.place.resource),
        scalable_dimension: Some(action.place.dimension),
    }
}
