//! CreateRegistry.

use super::row::{self, REGISTRIES, Registry};
use crate::shapes::{CreateRegistryRequest, CreateRegistryResponse};
use crate::{errors, limits, tag};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: CreateRegistryRequest) -> Result<CreateRegistryResponse, AwsError> {
    let name = input.registry_name;
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.is_empty() || name.len() > limits::REGISTRY_NAME || !name.chars().all(known) {
        return Err(errors::bad(
            "Registry name must have up to 64 characters, of letters, numbers, '.', '-' and '_'.",
        ));
    }
    if name.starts_with("aws.") || name == row::DISCOVERED {
        return Err(errors::bad(format!("Registry name {name} is reserved.")));
    }
    if row::find(cx, &name)?.is_some() {
        return Err(errors::exists("Registry", &name));
    }
    let there = REGISTRIES.keys(
        cx.tx,
        cx.scope(),
        Span::all(),
        limits::REGISTRIES + 1,
        false,
    )?;
    if there.iter().filter(|name| *name != row::DISCOVERED).count() >= limits::REGISTRIES {
        return Err(errors::too_many("registries"));
    }
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.unwrap_or_default())?;
    let registry = Registry {
        name,
        description: input.description,
        tags,
        policy: None,
    };
    row::save(cx, &registry)?;
    Ok(CreateRegistryResponse {
        registry_arn: Some(row::arn(cx, &registry.name)),
        registry_name: Some(registry.name),
        description: registry.description,
        tags: Some(registry.tags),
    })
}
