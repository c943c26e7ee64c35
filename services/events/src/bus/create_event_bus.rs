//! CreateEventBus.

use super::row::{self, BUSES, Bus};
use super::update_event_bus::refuse;
use crate::place::Place;
use crate::shapes::{CreateEventBusRequest, CreateEventBusResponse, DeadLetterConfig};
use crate::{errors, limits, tag};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: CreateEventBusRequest) -> Result<CreateEventBusResponse, AwsError> {
    if input.event_source_name.is_some() || input.name.starts_with("aws.partner/") {
        return Err(AwsError::not_implemented("EventBridge partner event buses"));
    }
    if input.name.contains('/') {
        return Err(errors::invalid("Event bus name must not contain '/'."));
    }
    refuse(
        input.kms_key_identifier.as_deref(),
        input.log_config.as_ref(),
    )?;
    let place = Place::of(cx, Some(&input.name));
    if row::find(cx, &place)?.is_some() {
        return Err(errors::exists("Event bus", &input.name));
    }
    let others = BUSES.scan(cx.tx, place.scope(), Span::all(), limits::BUSES + 1, false)?;
    if others.len() >= limits::BUSES {
        return Err(errors::too_many());
    }
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.unwrap_or_default())?;
    let dead_letter = input.dead_letter_config.and_then(|config| config.arn);
    let bus = Bus {
        name: input.name,
        description: input.description.clone(),
        dead_letter: dead_letter.clone(),
        policy: None,
        tags,
        created: Some(cx.now()),
        modified: Some(cx.now()),
    };
    row::save(cx, &place, &bus)?;
    Ok(CreateEventBusResponse {
        event_bus_arn: Some(place.arn()),
        description: input.description,
        dead_letter_config: dead_letter.map(|arn| DeadLetterConfig { arn: Some(arn) }),
        ..CreateEventBusResponse::default()
    })
}
