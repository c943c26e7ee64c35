//! UpdateEventBus.

use super::row;
use crate::place::Place;
use crate::shapes::{DeadLetterConfig, LogConfig, UpdateEventBusRequest, UpdateEventBusResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateEventBusRequest) -> Result<UpdateEventBusResponse, AwsError> {
    refuse(
        input.kms_key_identifier.as_deref(),
        input.log_config.as_ref(),
    )?;
    let place = Place::own(cx, input.name.as_deref())?;
    let mut bus = row::open(cx, &place)?;
    bus.description = input.description;
    bus.dead_letter = input.dead_letter_config.and_then(|config| config.arn);
    bus.modified = Some(cx.now());
    row::save(cx, &place, &bus)?;
    Ok(UpdateEventBusResponse {
        arn: Some(place.arn()),
        name: Some(bus.name),
        description: bus.description,
        dead_letter_config: bus
            .dead_letter
            .map(|arn| DeadLetterConfig { arn: Some(arn) }),
        ..UpdateEventBusResponse::default()
    })
}

/// What buses here do not do.
pub fn refuse(key: Option<&str>, log: Option<&LogConfig>) -> Result<(), AwsError> {
    if key.is_some_and(|key| !key.is_empty()) {
        return Err(AwsError::not_implemented(
            "EventBridge buses with a key of KMS",
        ));
    }
    let level = log.and_then(|log| log.level.as_deref());
    match level.is_none_or(|level| level == "OFF") {
        true => Ok(()),
        false => Err(AwsError::not_implemented("EventBridge logs")),
    }
}
