//! DeleteUser: only a user who holds nothing and belongs nowhere can go.

use super::row::User;
use crate::access_key::row as keys;
use crate::login_profile::errors::has_login_profile;
use crate::login_profile::row as profiles;
use crate::mfa_device::row as devices;
use crate::service_credential::row as services;
use crate::shapes::{DeleteUserOutput, DeleteUserRequest};
use crate::signing_certificate::row as signing;
use crate::ssh_public_key::row as ssh;
use crate::{boundary, entity, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteUserRequest) -> Result<DeleteUserOutput, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    if !user.groups.is_empty() {
        return Err(errors::has_memberships());
    }
    if !keys::of(cx, &user.id)?.is_empty() {
        return Err(errors::has_access_keys());
    }
    if !devices::of(cx, &user.id)?.is_empty() {
        return Err(errors::has_mfa_device());
    }
    if !signing::of(cx, &user.id)?.is_empty() {
        return Err(errors::has_signing_certificates());
    }
    if !ssh::of(cx, &user.id)?.is_empty() {
        return Err(errors::has_ssh_keys());
    }
    if !services::all(cx, Some(&user.id))?.is_empty() {
        return Err(errors::has_service_credentials());
    }
    if profiles::look(cx, &user)?.is_some() {
        return Err(has_login_profile());
    }
    entity::remove(cx, &user)?;
    boundary::drop_link(cx, &user)?;
    Ok(DeleteUserOutput {})
}
