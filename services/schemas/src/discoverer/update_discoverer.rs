//! UpdateDiscoverer.

use super::{row, rule};
use crate::shapes::{UpdateDiscovererRequest, UpdateDiscovererResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateDiscovererRequest,
) -> Result<UpdateDiscovererResponse, AwsError> {
    let mut discoverer = row::open(cx, &input.discoverer_id)?;
    discoverer.description = input.description.or(discoverer.description);
    discoverer.cross_account = input.cross_account.unwrap_or(discoverer.cross_account);
    row::save(cx, &discoverer)?;
    rule::put(cx, &discoverer)?;
    Ok(UpdateDiscovererResponse {
        discoverer_arn: Some(row::arn(cx, &discoverer.id)),
        state: discoverer.state(),
        discoverer_id: Some(discoverer.id),
        source_arn: Some(discoverer.source),
        description: discoverer.description,
        cross_account: Some(discoverer.cross_account),
        tags: Some(discoverer.tags),
    })
}
