//! Tasks done as members' root users, or not.
//!
//! Operations: EnableOrganizationsRootSessions, DisableOrganizationsRootSessions

use super::row::{self, Features};
use super::standing;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn enable_organizations_root_sessions(
    cx: &mut Cx,
    _: EnableOrganizationsRootSessionsRequest,
) -> Result<EnableOrganizationsRootSessionsResponse, AwsError> {
    let organisation = standing::managing(cx)?;
    let features = switch(cx, &organisation, true)?;
    Ok(EnableOrganizationsRootSessionsResponse {
        organization_id: Some(organisation),
        enabled_features: Some(features.shown()),
    })
}

pub fn disable_organizations_root_sessions(
    cx: &mut Cx,
    _: DisableOrganizationsRootSessionsRequest,
) -> Result<DisableOrganizationsRootSessionsResponse, AwsError> {
    let organisation = standing::administering(cx)?;
    let features = switch(cx, &organisation, false)?;
    Ok(DisableOrganizationsRootSessionsResponse {
        organization_id: Some(organisation),
        enabled_features: Some(features.shown()),
    })
}

fn switch(cx: &mut Cx, organisation: &str, on: bool) -> Result<Features, AwsError> {
    let partition = &cx.call.partition;
    let mut features = row::of(cx.tx, partition, organisation)?;
    features.sessions = on;
    row::save(cx.tx, partition, organisation, &features)?;
    Ok(features)
}
