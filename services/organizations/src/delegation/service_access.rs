//! Trusted access of services.
//!
//! Operations: EnableAWSServiceAccess, DisableAWSServiceAccess, ListAWSServiceAccessForOrganization

use super::principal;
use crate::nothing::Nothing;
use crate::organization::row;
use crate::page::Paging;
use crate::shapes::*;
use crate::{access, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn enable_aws_service_access(
    cx: &mut Cx,
    input: EnableAWSServiceAccessRequest,
) -> Result<Nothing, AwsError> {
    let mut organization = access::managing(cx)?;
    principal::check(&input.service_principal)?;
    if !organization.all_features {
        return Err(errors::not_all_features());
    }
    let name = input.service_principal;
    if !organization.services.iter().any(|(own, _)| *own == name) {
        organization.services.push((name, cx.now()));
        row::save(cx, &organization)?;
    }
    Ok(Nothing)
}

pub fn disable_aws_service_access(
    cx: &mut Cx,
    input: DisableAWSServiceAccessRequest,
) -> Result<Nothing, AwsError> {
    let mut organization = access::managing(cx)?;
    principal::check(&input.service_principal)?;
    organization
        .services
        .retain(|(own, _)| *own != input.service_principal);
    row::save(cx, &organization)?;
    Ok(Nothing)
}

pub fn list_aws_service_access_for_organization(
    cx: &mut Cx,
    input: ListAWSServiceAccessForOrganizationRequest,
) -> Result<ListAWSServiceAccessForOrganizationResponse, AwsError> {
    let organization = access::reading(cx)?;
    let paging = Paging::read(cx, input.next_token.as_deref(), input.max_results, &[])?;
    let shown = |(name, since): (String, _)| {
        let service = EnabledServicePrincipal {
            service_principal: Some(name.clone()),
            date_enabled: Some(since),
        };
        (name, service)
    };
    let services = organization.services.into_iter().map(shown);
    let (services, next_token) = paging.of(services.collect());
    Ok(ListAWSServiceAccessForOrganizationResponse {
        enabled_service_principals: Some(services),
        next_token,
    })
}
