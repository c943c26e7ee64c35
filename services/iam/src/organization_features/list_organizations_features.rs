//! ListOrganizationsFeatures: what the organisation lets be done as its members' root users.

use super::{row, standing};
use crate::shapes::{ListOrganizationsFeaturesRequest, ListOrganizationsFeaturesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    _: ListOrganizationsFeaturesRequest,
) -> Result<ListOrganizationsFeaturesResponse, AwsError> {
    let organisation = standing::administering(cx)?;
    let features = row::of(cx.tx, &cx.call.partition, &organisation)?;
    Ok(ListOrganizationsFeaturesResponse {
        organization_id: Some(organisation),
        enabled_features: Some(features.shown()),
    })
}
