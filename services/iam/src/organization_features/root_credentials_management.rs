//! The credentials of members' root users managed centrally, or not.
//!
//! Operations: EnableOrganizationsRootCredentialsManagement, DisableOrganizationsRootCredentialsManagement

use super::row::{self, Features};
use super::standing;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn enable_organizations_root_credentials_management(
    cx: &mut Cx,
    _: EnableOrganizationsRootCredentialsManagementRequest,
) -> Result<EnableOrganizationsRootCredentialsManagementResponse, AwsError> {
    let organisation = standing::managing(cx)?;
    let features = switch(cx, &organisation, true)?;
    Ok(EnableOrganizationsRootCredentialsManagementResponse {
        organization_id: Some(organisation),
        enabled_features: Some(features.shown()),
    })
}

pub fn disable_organizations_root_credentials_management(
    cx: &mut Cx,
    _: DisableOrganizationsRootCredentialsManagementRequest,
) -> Result<DisableOrganizationsRootCredentialsManagementResponse, AwsError> {
    let organisation = standing::administering(cx)?;
    let features = switch(cx, &organisation, false)?;
    Ok(DisableOrganizationsRootCredentialsManagementResponse {
        organization_id: Some(organisation),
        enabled_features: Some(features.shown()),
    })
}

fn switch(cx: &mut Cx, organisation: &str, on: bool) -> Result<Features, AwsError> {
    let partition = &cx.call.partition;
    let mut features = row::of(cx.tx, partition, organisation)?;
    features.credentials = on;
    row::save(cx.tx, partition, organisation, &features)?;
    Ok(features)
}
