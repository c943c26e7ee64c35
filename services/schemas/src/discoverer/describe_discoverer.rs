//! DescribeDiscoverer.

use super::row;
use crate::shapes::{DescribeDiscovererRequest, DescribeDiscovererResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeDiscovererRequest,
) -> Result<DescribeDiscovererResponse, AwsError> {
    let discoverer = row::open(cx, &input.discoverer_id)?;
    Ok(DescribeDiscovererResponse {
        discoverer_arn: Some(row::arn(cx, &discoverer.id)),
        state: discoverer.state(),
        discoverer_id: Some(discoverer.id),
        source_arn: Some(discoverer.source),
        description: discoverer.description,
        cross_account: Some(discoverer.cross_account),
        tags: Some(discoverer.tags),
    })
}
