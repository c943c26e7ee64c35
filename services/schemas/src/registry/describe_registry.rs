//! DescribeRegistry.

use super::row;
use crate::shapes::{DescribeRegistryRequest, DescribeRegistryResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeRegistryRequest,
) -> Result<DescribeRegistryResponse, AwsError> {
    let registry = row::open(cx, &input.registry_name)?;
    Ok(DescribeRegistryResponse {
        registry_arn: Some(row::arn(cx, &registry.name)),
        registry_name: Some(registry.name),
        description: registry.description,
        tags: Some(registry.tags),
    })
}
