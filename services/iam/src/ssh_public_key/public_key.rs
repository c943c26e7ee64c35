//! SSH keys uploaded, shown, switched on and off, taken off.
//!
//! Operations: UploadSSHPublicKey, GetSSHPublicKey, UpdateSSHPublicKey, DeleteSSHPublicKey

use super::key::{Fault, RsaKey};
use super::row::{self, KEYS, SshKey};
use crate::errors::{active, quota};
use crate::shapes::*;
use crate::user::row::User;
use crate::{entity, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn upload_ssh_public_key(
    cx: &mut Cx,
    input: UploadSSHPublicKeyRequest,
) -> Result<UploadSSHPublicKeyResponse, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    let body = input.ssh_public_key_body.trim().to_owned();
    let fingerprint = RsaKey::read(&body).map_err(refusal)?.fingerprint();
    let keys = row::of(cx, &user.id)?;
    if keys.iter().any(|key| key.fingerprint == fingerprint) {
        let message = "The SSH public key is already associated with the user.";
        return Err(AwsError::new("DuplicateSSHPublicKey", message).status(400));
    }
    if keys.len() >= limits::SSH_KEYS_PER_USER {
        return Err(quota("SSHPublicKeysPerUser", limits::SSH_KEYS_PER_USER));
    }
    let key = SshKey {
        id: ids::unique_id(cx.random(), "APKA"),
        body,
        fingerprint,
        active: true,
        uploaded: entity::now(cx),
    };
    row::save(cx, &user, &key)?;
    Ok(UploadSSHPublicKeyResponse {
        ssh_public_key: Some(row::shown(&user, key, None)),
    })
}

fn refusal(fault: Fault) -> AwsError {
    match fault {
        Fault::Encoding => AwsError::new(
            "UnrecognizedPublicKeyEncoding",
            "The public key must be in ssh-rsa or PEM format.",
        ),
        Fault::Key => AwsError::new(
            "InvalidPublicKey",
            "The public key must be an RSA key of at least 2048 bits.",
        ),
    }
    .status(400)
}

pub fn get_ssh_public_key(
    cx: &mut Cx,
    input: GetSSHPublicKeyRequest,
) -> Result<GetSSHPublicKeyResponse, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    let key = row::find(cx, &user, &input.ssh_public_key_id)?;
    Ok(GetSSHPublicKeyResponse {
        ssh_public_key: Some(row::shown(&user, key, Some(&input.encoding))),
    })
}

pub fn update_ssh_public_key(
    cx: &mut Cx,
    input: UpdateSSHPublicKeyRequest,
) -> Result<UpdateSSHPublicKeyOutput, AwsError> {
    let active = active(&input.status)?;
    let user = entity::find::<User>(cx, &input.user_name)?;
    let mut key = row::find(cx, &user, &input.ssh_public_key_id)?;
    key.active = active;
    row::save(cx, &user, &key)?;
    Ok(UpdateSSHPublicKeyOutput {})
}

pub fn delete_ssh_public_key(
    cx: &mut Cx,
    input: DeleteSSHPublicKeyRequest,
) -> Result<DeleteSSHPublicKeyOutput, AwsError> {
    let user = entity::find::<User>(cx, &input.user_name)?;
    let key = row::find(cx, &user, &input.ssh_public_key_id)?;
    let scope = cx.account_scope();
    KEYS.delete(cx.tx, scope, &(user.id.as_str(), key.id.as_str()))?;
    Ok(DeleteSSHPublicKeyOutput {})
}
