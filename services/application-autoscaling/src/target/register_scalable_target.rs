//! RegisterScalableTarget: makes one, or changes the bounds of one that is there.

use super::row::{self, Suspended, TARGETS, Target};
use super::scale;
use crate::errors;
use crate::place::{self, PRINCIPAL, Place, ROLE};
use crate::shapes::{
    RegisterScalableTargetRequest, RegisterScalableTargetResponse, SuspendedState,
};
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_runtime::ids;
use haneul_store::Span;

/// Of DynamoDB's in a Region.
const MOST: usize = 5_000;

pub async fn run(
    edge: Edge,
    input: RegisterScalableTargetRequest,
) -> Result<RegisterScalableTargetResponse, AwsError> {
    edge.read(|cx| check(cx, &input).map(drop))?;
    edge.make_service_role(PRINCIPAL, ROLE).await?;
    edge.answer(|cx| register(cx, &input)).await
}

fn check(cx: &mut Cx, input: &RegisterScalableTargetRequest) -> Result<Place, AwsError> {
    let place = Place::of(
        &input.service_namespace,
        &input.resource_id,
        &input.scalable_dimension,
    )?;
    let scope = cx.scope();
    match cx.cloud.usage(cx.tx, scope, place.scaled())? {
        Some(_) => Ok(place),
        None => Err(errors::invalid(format!(
            "DynamoDB table does not exist: {}",
            place.resource
        ))),
    }
}

fn register(
    cx: &mut Cx,
    input: &RegisterScalableTargetRequest,
) -> Result<RegisterScalableTargetResponse, AwsError> {
    let place = check(cx, input)?;
    let known = row::find(cx, &place)?;
    let (min, max) = match (&known, input.min_capacity, input.max_capacity) {
        (None, Some(min), Some(max)) => (min, max),
        (None, _, _) => {
            return Err(errors::invalid(
                "MinCapacity and MaxCapacity must be specified to register a new scalable target",
            ));
        }
        (Some(known), min, max) => (min.unwrap_or(known.min), max.unwrap_or(known.max)),
    };
    if max < min {
        return Err(errors::invalid(
            "Maximum capacity cannot be less than minimum capacity",
        ));
    }
    if min < 1 {
        return Err(errors::invalid("Minimum capacity must be at least 1"));
    }
    let mut target = match known {
        Some(known) => Target { min, max, ..known },
        None => new(cx, place, (min, max))?,
    };
    if let Some(given) = &input.suspended_state {
        suspend(&mut target.suspended, given);
    }
    let arn = place::target_arn(cx, &target.id);
    rules::put(
        &mut target.tags,
        input.tags.as_deref().unwrap_or_default(),
        &arn,
    )?;
    scale::fit(cx, &mut target, None)?;
    row::save(cx, &target)?;
    Ok(RegisterScalableTargetResponse {
        scalable_target_arn: Some(arn),
    })
}

fn new(cx: &mut Cx, place: Place, (min, max): (i64, i64)) -> Result<Target, AwsError> {
    let scope = cx.scope();
    if TARGETS.count(cx.tx, scope, Span::all())? >= MOST {
        return Err(errors::limit(format!(
            "There are {MOST} scalable targets of dynamodb already"
        )));
    }
    Ok(Target {
        place,
        id: ids::hex_id(cx.random(), 40),
        min,
        max,
        suspended: Suspended::default(),
        tags: Vec::new(),
        created: cx.now(),
        busy: None,
        last_out: None,
        last_in: None,
    })
}

fn suspend(own: &mut Suspended, given: &SuspendedState) {
    let sides = [
        (&mut own.scaling_in, given.dynamic_scaling_in_suspended),
        (&mut own.scaling_out, given.dynamic_scaling_out_suspended),
        (&mut own.scheduled, given.scheduled_scaling_suspended),
    ];
    for (own, given) in sides {
        *own = given.unwrap_or(*own);
    }
}
