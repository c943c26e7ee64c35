//! CreateEventSourceMapping: of a function that is there, whose role may read the source.

use super::row::{self, Mapping};
use super::said::{self, said};
use super::{poll, reach, show};
use crate::function::row as functions;
use crate::names::Named;
use crate::shapes::{CreateEventSourceMappingRequest, EventSourceMappingConfiguration};
use crate::{errors, tag};
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_runtime::ids;

pub async fn run(
    edge: Edge,
    input: CreateEventSourceMappingRequest,
) -> Result<EventSourceMappingConfiguration, AwsError> {
    let uuid = ids::uuid(&edge.cloud.random);
    let drafted = edge.read(|cx| draft(cx, &uuid, &input))?;
    reach::check(&edge, &drafted).await?;
    edge.answer(|cx| {
        let mut mapping = draft(cx, &uuid, &input)?;
        row::pair(cx, &mapping)?;
        poll::change(cx, &mut mapping, "Creating")?;
        show::mapping(cx, &mapping)
    })
    .await
}

fn draft(
    cx: &mut Cx,
    uuid: &str,
    input: &CreateEventSourceMappingRequest,
) -> Result<Mapping, AwsError> {
    said::refuse_others(&[
        (
            input.self_managed_event_source.is_some()
                || input.self_managed_kafka_event_source_config.is_some(),
            "event sources of self-managed Apache Kafka (SelfManagedEventSource)",
        ),
        (
            input.amazon_managed_kafka_event_source_config.is_some() || input.topics.is_some(),
            "event sources of Amazon MSK (AmazonManagedKafkaEventSourceConfig, Topics)",
        ),
        (
            input.queues.is_some(),
            "event sources of Amazon MQ (Queues)",
        ),
        (
            input.document_db_event_source_config.is_some(),
            "event sources of Amazon DocumentDB (DocumentDBEventSourceConfig)",
        ),
    ])?;
    let source = input.event_source_arn.as_deref().unwrap_or_default();
    let mut mapping = said::first(cx, source, input)?;
    let mut copy = input.clone();
    said::apply(&mut mapping, said!(copy))?;
    let named = Named::read(cx, &input.function_name, None)?;
    if named.account != cx.account() {
        return Err(errors::no_function(&named.arn(cx)));
    }
    functions::version(cx, &named)?;
    mapping.uuid = uuid.to_owned();
    mapping.function = named.name;
    mapping.qualifier = named.qualifier;
    tag::put(&mut mapping.tags, input.tags.clone().unwrap_or_default())?;
    Ok(mapping)
}
