//! Service-specific credentials made, renewed, switched on and off, taken off.
//!
//! Operations: CreateServiceSpecificCredential, ResetServiceSpecificCredential, UpdateServiceSpecificCredential, DeleteServiceSpecificCredential

use super::row::{self, BEDROCK, CREDENTIALS, ServiceCredential};
use crate::access_key::row::Owner;
use crate::errors::{active, invalid_input, no_user_name, quota};
use crate::shapes::*;
use crate::user::row::User;
use crate::{entity, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use jiff::SignedDuration;

const SERVICES: [&str; 3] = [
    "codecommit.amazonaws.com",
    "cassandra.amazonaws.com",
    BEDROCK,
];

pub fn create_service_specific_credential(
    cx: &mut Cx,
    input: CreateServiceSpecificCredentialRequest,
) -> Result<CreateServiceSpecificCredentialResponse, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    let service = input.service_name;
    if !SERVICES.contains(&service.as_str()) {
        let message =
            format!("No such service {service} is supported for Service Specific Credentials");
        return Err(AwsError::new("NotSupportedService", message).status(404));
    }
    if input.credential_age_days.is_some() && service != BEDROCK {
        let message = format!("Credentials of {service} do not expire.");
        return Err(invalid_input(message));
    }
    let all = row::all(cx, Some(&user.id))?;
    let mut names: Vec<_> = all.into_iter().map(|(_, credential)| credential).collect();
    names.retain(|credential| credential.service == service);
    if names.len() >= limits::CREDENTIALS_PER_SERVICE {
        let limit = limits::CREDENTIALS_PER_SERVICE;
        return Err(quota("ServiceSpecificCredentialsPerUser", limit));
    }
    let now = entity::now(cx);
    let days = input.credential_age_days.unwrap_or(0);
    let mut credential = ServiceCredential {
        id: ids::unique_id(cx.random(), "ACCA"),
        name: free_name(cx, &user, &names),
        service,
        digest: String::new(),
        active: true,
        created: now,
        expires: (days > 0).then(|| now + SignedDuration::from_hours(days * 24)),
    };
    let secret = credential.renew(cx);
    row::save(cx, &user, &credential)?;
    Ok(CreateServiceSpecificCredentialResponse {
        service_specific_credential: Some(row::shown(cx, &user, &credential, secret)),
    })
}

/// `Luna-at-111122223333`, and `Luna+1-at-111122223333` beside it.
fn free_name(cx: &Cx, user: &User, taken: &[ServiceCredential]) -> String {
    let account = cx.account();
    let first = format!("{}-at-{account}", user.name);
    match taken.iter().any(|credential| credential.name == first) {
        false => first,
        true => format!("{}+1-at-{account}", user.name),
    }
}

pub fn reset_service_specific_credential(
    cx: &mut Cx,
    input: ResetServiceSpecificCredentialRequest,
) -> Result<ResetServiceSpecificCredentialResponse, AwsError> {
    let user = user(cx, input.user_name.as_deref())?;
    let mut credential = row::find(cx, &user, &input.service_specific_credential_id)?;
    let secret = credential.renew(cx);
    row::save(cx, &user, &credential)?;
    Ok(ResetServiceSpecificCredentialResponse {
        service_specific_credential: Some(row::shown(cx, &user, &credential, secret)),
    })
}

pub fn update_service_specific_credential(
    cx: &mut Cx,
    input: UpdateServiceSpecificCredentialRequest,
) -> Result<UpdateServiceSpecificCredentialOutput, AwsError> {
    let active = active(&input.status)?;
    let user = user(cx, input.user_name.as_deref())?;
    let mut credential = row::find(cx, &user, &input.service_specific_credential_id)?;
    credential.active = active;
    row::save(cx, &user, &credential)?;
    Ok(UpdateServiceSpecificCredentialOutput {})
}

pub fn delete_service_specific_credential(
    cx: &mut Cx,
    input: DeleteServiceSpecificCredentialRequest,
) -> Result<DeleteServiceSpecificCredentialOutput, AwsError> {
    let user = user(cx, input.user_name.as_deref())?;
    let credential = row::find(cx, &user, &input.service_specific_credential_id)?;
    let scope = cx.account_scope();
    CREDENTIALS.delete(cx.tx, scope, &(user.id.as_str(), credential.id.as_str()))?;
    Ok(DeleteServiceSpecificCredentialOutput {})
}

fn user(cx: &mut Cx, name: Option<&str>) -> Result<User, AwsError> {
    let owner = Owner::named(cx, name)?;
    owner.user.ok_or_else(no_user_name)
}
