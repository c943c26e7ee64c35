//! An errand of the outbox: a discoverer sees an event.

use super::row;
use crate::infer::{Shape, open_api, schema_name};
use crate::schema::{self, DISCOVERED_TYPE, Schema};
use crate::{limits, registry};
use futures_util::future::BoxFuture;
use haneul_pipeline::background::Errand;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::outbox::Outgoing;
use serde_json::Value as Json;

/// The errand's name.
pub const DISCOVER: &str = "discover";

pub fn discover(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("schemas", DISCOVER));
        errand.transact(|cx| see(cx, &errand.call.input)).await
    })
}

/// A look that was not seen before is another version.
fn see(cx: &mut Cx, told: &Json) -> Result<(), AwsError> {
    let id = told["discoverer"].as_str().unwrap_or_default();
    let found = row::find(cx, id)?;
    if found.is_none_or(|discoverer| !discoverer.started) {
        return Ok(());
    }
    let event = &told["event"];
    let said = |member: &str| event[member].as_str().unwrap_or_default().to_owned();
    let (source, detail_type) = (said("source"), said("detail-type"));
    let name = schema_name(&source, &detail_type);
    let content = open_api(&Shape::of(event), event).to_string();
    if content.len() > limits::CONTENT || name.len() > limits::SCHEMA_NAME {
        return Ok(());
    }
    let digest = schema::digest(&content);
    let home = registry::DISCOVERED;
    let known = schema::find(cx, home, &name)?;
    if let Some(known) = &known {
        let seen = known.versions.iter().any(|(_, known)| *known == digest);
        if seen || known.versions.len() >= limits::VERSIONS {
            return Ok(());
        }
    } else if schema::names(cx, home, limits::DISCOVERED)?.len() >= limits::DISCOVERED {
        return Ok(());
    }
    registry::discovered(cx)?;
    let mut schema = known.unwrap_or_else(|| Schema {
        registry: home.to_owned(),
        name,
        description: Some(format!(
            "Schema for event type {detail_type}, published by event source {source}"
        )),
        tags: Vec::new(),
        versions: Vec::new(),
        last: 0,
        modified: cx.now(),
    });
    schema::add(cx, &mut schema, DISCOVERED_TYPE, content)?;
    Ok(())
}
