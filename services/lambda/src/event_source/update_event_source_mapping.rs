//! UpdateEventSourceMapping: of a mapping that has settled.

use super::row::{self, Mapping};
use super::said::{self, said};
use super::{poll, reach, show};
use crate::errors;
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{EventSourceMappingConfiguration, UpdateEventSourceMappingRequest};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: UpdateEventSourceMappingRequest,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let (_, drafted) = edge.read(|cx| draft(cx, &input))?;
    reach::check(&edge, &drafted).await?;
    edge.answer(|cx| {
        let (old, mut mapping) = draft(cx, &input)?;
        row::part(cx, &old)?;
        row::pair(cx, &mapping)?;
        let state = match (old.enabled, mapping.enabled) {
            (false, true) => "Enabling",
            (true, false) => "Disabling",
            _ => "Updating",
        };
        poll::change(cx, &mut mapping, state)?;
        show::mapping(cx, &mapping)
    })
    .await
}

fn draft(
    cx: &mut Cx,
    input: &UpdateEventSourceMappingRequest,
) -> Result<(Mapping, Mapping), AwsError> {
    said::refuse_others(&[(
        input.self_managed_kafka_event_source_config.is_some()
            || input.amazon_managed_kafka_event_source_config.is_some()
            || input.document_db_event_source_config.is_some(),
        "settings of event sources that are neither queues nor streams",
    )])?;
    let old = row::open(cx, &input.uuid)?;
    if old.is_moving() {
        return Err(errors::in_use("update"));
    }
    let mut mapping = old.clone();
    let mut copy = input.clone();
    said::apply(&mut mapping, said!(copy))?;
    if let Some(said) = &input.function_name {
        let named = Named::read(cx, said, None)?;
        functions::version(cx, &named)?;
        mapping.function = named.name;
        mapping.qualifier = named.qualifier;
    }
    Ok((old, mapping))
}
