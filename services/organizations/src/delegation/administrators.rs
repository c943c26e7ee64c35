//! Members that administer a service for the whole organisation.
//!
//! Operations: RegisterDelegatedAdministrator, DeregisterDelegatedAdministrator, ListDelegatedAdministrators, ListDelegatedServicesForAccount

use super::principal;
use crate::account::row::{self as accounts, Member};
use crate::account::{profile, shown};
use crate::nothing::Nothing;
use crate::organization::row::Organization;
use crate::page::Paging;
use crate::shapes::*;
use crate::{access, errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn register_delegated_administrator(
    cx: &mut Cx,
    input: RegisterDelegatedAdministratorRequest,
) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let service = input.service_principal;
    principal::check(&service)?;
    let found = accounts::member(cx, &organization, &input.account_id)?;
    let mut member = found.ok_or_else(errors::no_account)?;
    check(cx, &organization, &member, &service)?;
    member.delegated.push((service, cx.now()));
    accounts::save(cx, &member)?;
    Ok(Nothing)
}

fn check(
    cx: &mut Cx,
    organization: &Organization,
    member: &Member,
    service: &str,
) -> Result<(), AwsError> {
    if member.account == organization.management {
        return Err(errors::constraint(
            "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register master account/yourself as delegated administrator for your \
             organization.",
        ));
    }
    if member.closing.is_some() {
        return Err(errors::constraint(
            "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
            "You cannot register a suspended account as a delegated administrator.",
        ));
    }
    if !organization.services.iter().any(|(own, _)| own == service) {
        return Err(errors::constraint(
            "SERVICE_ACCESS_NOT_ENABLED",
            "You attempted to register a delegated administrator before you enabled service \
             access. Call the EnableAWSServiceAccess API first.",
        ));
    }
    if administers(member, service) {
        return Err(errors::already_registered());
    }
    let members = accounts::all(cx, &organization.id)?;
    let others = members.iter().filter(|other| administers(other, service));
    match others.count() >= limits::DELEGATES_PER_SERVICE {
        true => Err(errors::constraint(
            "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
            "You attempted to register more delegated administrators than allowed for the service \
             principal.",
        )),
        false => Ok(()),
    }
}

fn administers(member: &Member, service: &str) -> bool {
    member.delegated.iter().any(|(own, _)| own == service)
}

pub fn deregister_delegated_administrator(
    cx: &mut Cx,
    input: DeregisterDelegatedAdministratorRequest,
) -> Result<Nothing, AwsError> {
    let organization = access::managing(cx)?;
    let service = input.service_principal;
    principal::check(&service)?;
    let found = accounts::member(cx, &organization, &input.account_id)?;
    let mut member = found.ok_or_else(errors::no_account)?;
    if !administers(&member, &service) {
        return Err(errors::not_registered());
    }
    member.delegated.retain(|(own, _)| *own != service);
    accounts::save(cx, &member)?;
    Ok(Nothing)
}

pub fn list_delegated_administrators(
    cx: &mut Cx,
    input: ListDelegatedAdministratorsRequest,
) -> Result<ListDelegatedAdministratorsResponse, AwsError> {
    let organization = access::reading(cx)?;
    let service = input.service_principal;
    if let Some(service) = &service {
        principal::check(service)?;
    }
    let shape = service.clone().unwrap_or_default();
    let paging = Paging::read(
        cx,
        input.next_token.as_deref(),
        input.max_results,
        &[&shape],
    )?;
    let mut members = accounts::all(cx, &organization.id)?;
    members.retain(|member| match &service {
        Some(service) => administers(member, service),
        None => !member.delegated.is_empty(),
    });
    let keyed = members.into_iter().map(|m| (m.account.clone(), m));
    let (page, next_token) = paging.of(keyed.collect());
    let mut administrators = Vec::with_capacity(page.len());
    for member in &page {
        administrators.push(administrator(cx, &organization, member)?);
    }
    Ok(ListDelegatedAdministratorsResponse {
        delegated_administrators: Some(administrators),
        next_token,
    })
}

fn administrator(
    cx: &mut Cx,
    organization: &Organization,
    member: &Member,
) -> Result<DelegatedAdministrator, AwsError> {
    let profile = profile::find(cx, &member.account)?;
    Ok(DelegatedAdministrator {
        id: Some(member.account.clone()),
        arn: Some(organization.account_arn(cx, &member.account)),
        email: Some(profile.email),
        name: Some(profile.name),
        status: Some(shown::status(member).to_owned()),
        state: Some(shown::status(member).to_owned()),
        joined_method: Some(shown::joined(member).to_owned()),
        joined_timestamp: Some(member.joined),
        delegation_enabled_date: member.delegated.iter().map(|(_, since)| *since).min(),
    })
}

pub fn list_delegated_services_for_account(
    cx: &mut Cx,
    input: ListDelegatedServicesForAccountRequest,
) -> Result<ListDelegatedServicesForAccountResponse, AwsError> {
    let organization = access::reading(cx)?;
    let (token, account) = (input.next_token.as_deref(), input.account_id.as_str());
    let paging = Paging::read(cx, token, input.max_results, &[account])?;
    let member = accounts::member(cx, &organization, account)?;
    let member = member.ok_or_else(errors::no_account)?;
    if member.delegated.is_empty() {
        return Err(errors::not_registered());
    }
    let shown = |(name, since): (String, _)| {
        let service = DelegatedService {
            service_principal: Some(name.clone()),
            delegation_enabled_date: Some(since),
        };
        (name, service)
    };
    let services = member.delegated.into_iter().map(shown);
    let (services, next_token) = paging.of(services.collect());
    Ok(ListDelegatedServicesForAccountResponse {
        delegated_services: Some(services),
        next_token,
    })
}
