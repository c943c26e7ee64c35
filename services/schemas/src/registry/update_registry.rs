//! UpdateRegistry.

use super::row;
use crate::shapes::{UpdateRegistryRequest, UpdateRegistryResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateRegistryRequest) -> Result<UpdateRegistryResponse, AwsError> {
    let mut registry = row::open(cx, &input.registry_name)?;
    registry.description = input.description.or(registry.description);
    row::save(cx, &registry)?;
    Ok(UpdateRegistryResponse {
        registry_arn: Some(row::arn(cx, &registry.name)),
        registry_name: Some(registry.name),
        description: registry.description,
        tags: Some(registry.tags),
    })
}
