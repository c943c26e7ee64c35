//! CreateDiscoverer: of a bus that is there, which is asked for before.

use super::row::{self, DISCOVERERS, Discoverer};
use super::rule;
use crate::shapes::{CreateDiscovererRequest, CreateDiscovererResponse};
use crate::{errors, limits, registry, tag};
use haneul_pipeline::{AwsError, Caller, Cx, Edge, Invocation, invoke};
use haneul_store::Span;
use serde_json::json;

pub async fn run(
    edge: Edge,
    input: CreateDiscovererRequest,
) -> Result<CreateDiscovererResponse, AwsError> {
    let call = &edge.call;
    let bus = row::bus(
        &call.partition,
        &call.account,
        &call.region,
        &input.source_arn,
    )?;
    let ask = Invocation {
        caller: Caller::root(&call.partition, &call.account, ""),
        account: call.account.clone(),
        region: call.region.clone(),
        service: "events",
        operation: "DescribeEventBus",
        input: json!({"Name": bus}),
        body: None,
        delivers: None,
    };
    if let Err(error) = invoke(&edge.cloud, ask).await {
        return Err(match error.code.as_ref() {
            "ResourceNotFoundException" => errors::bad(error.message),
            _ => error,
        });
    }
    edge.answer(|cx| create(cx, &bus, input.clone())).await
}

fn create(
    cx: &mut Cx,
    bus: &str,
    input: CreateDiscovererRequest,
) -> Result<CreateDiscovererResponse, AwsError> {
    let id = format!("events-event-bus-{bus}");
    if row::find(cx, &id)?.is_some() {
        return Err(errors::exists("Discoverer", &id));
    }
    let there = DISCOVERERS.keys(cx.tx, cx.scope(), Span::all(), limits::DISCOVERERS, false)?;
    if there.len() >= limits::DISCOVERERS {
        return Err(errors::too_many("discoverers"));
    }
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.unwrap_or_default())?;
    let discoverer = Discoverer {
        id,
        source: input.source_arn,
        description: input.description,
        cross_account: input.cross_account.unwrap_or(true),
        started: true,
        tags,
    };
    registry::discovered(cx)?;
    row::save(cx, &discoverer)?;
    rule::put(cx, &discoverer)?;
    Ok(CreateDiscovererResponse {
        discoverer_arn: Some(row::arn(cx, &discoverer.id)),
        state: discoverer.state(),
        discoverer_id: Some(discoverer.id),
        source_arn: Some(discoverer.source),
        description: discoverer.description,
        cross_account: Some(discoverer.cross_account),
        tags: Some(discoverer.tags),
    })
}
