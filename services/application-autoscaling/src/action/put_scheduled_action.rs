//! PutScheduledAction: makes one, or changes what is said of one of the same name.

use super::clock;
use super::row::{self, ACTIONS, Action, MOST};
use crate::errors;
use crate::place::Place;
use crate::shapes::{PutScheduledActionRequest, PutScheduledActionResponse};
use crate::target;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::Span;
use jiff::SignedDuration;

pub fn run(
    cx: &mut Cx,
    input: PutScheduledActionRequest,
) -> Result<PutScheduledActionResponse, AwsError> {
    let place = Place::of(
        &input.service_namespace,
        &input.resource_id,
        &input.scalable_dimension,
    )?;
    target::open(cx, &place)?;
    let old = row::find(cx, &place, &input.scheduled_action_name)?;
    let mut action = match old {
        Some(old) => old,
        None => new(cx, &input, place)?,
    };
    if let Some(schedule) = input.schedule {
        action.schedule = schedule;
        action.base = input.start_time.unwrap_or(cx.now());
    }
    action.zone = input.timezone.or(action.zone);
    action.start = input.start_time.or(action.start);
    action.end = input.end_time.or(action.end);
    if let Some(given) = &input.scalable_target_action {
        (action.min, action.max) = (given.min_capacity, given.max_capacity);
    }
    check(&action)?;
    let now = cx.now();
    let after = now
        .checked_sub(SignedDuration::from_micros(1))
        .unwrap_or(now);
    clock::wind(cx, &mut action, after)?;
    if action.next.is_none() {
        return Err(errors::invalid("Scheduled action is in the past"));
    }
    row::save(cx, &action)?;
    Ok(PutScheduledActionResponse {})
}

fn new(cx: &mut Cx, input: &PutScheduledActionRequest, place: Place) -> Result<Action, AwsError> {
    if input.schedule.is_none() || input.scalable_target_action.is_none() {
        return Err(errors::invalid(
            "Schedule and ScalableTargetAction must be specified to create a scheduled action",
        ));
    }
    let span = Span::prefix(&place.key());
    if ACTIONS.count(cx.tx, cx.scope(), span)? >= MOST {
        return Err(errors::limit(format!(
            "There are {MOST} scheduled actions of the target already"
        )));
    }
    Ok(Action {
        place,
        name: input.scheduled_action_name.clone(),
        id: ids::uuid(cx.random()),
        schedule: String::new(),
        zone: None,
        start: None,
        end: None,
        min: None,
        max: None,
        created: cx.now(),
        base: cx.now(),
        next: None,
    })
}

fn check(action: &Action) -> Result<(), AwsError> {
    clock::check(&action.schedule, action.zone.as_deref())?;
    if let (Some(start), Some(end)) = (action.start, action.end) {
        if start >= end {
            return Err(errors::invalid("StartTime must be before EndTime"));
        }
    }
    match (action.min, action.max) {
        (None, None) => Err(errors::invalid(
            "MinCapacity or MaxCapacity must be specified in ScalableTargetAction",
        )),
        (Some(min), _) if min < 1 => Err(errors::invalid("Minimum capacity must be at least 1")),
        (Some(min), Some(max)) if max < min => Err(errors::invalid(
            "Maximum capacity cannot be less than minimum capacity",
        )),
        _ => Ok(()),
    }
}
