//! UpdateSecret: its description, its key, its value. Under another key come those versions that
//! have a label of rotation's.

use super::row;
use crate::place::{self, Found};
use crate::shapes::{UpdateSecretRequest, UpdateSecretResponse};
use crate::value::{Given, LABELS};
use crate::{errors, replica, value};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdateSecretRequest) -> Result<UpdateSecretResponse, AwsError> {
    if input.r#type.as_deref().is_some_and(|kind| !kind.is_empty()) {
        return Err(AwsError::not_implemented(
            "secrets of a Type (managed external secrets)",
        ));
    }
    let mut found = open(cx, &input)?;
    let given = Given::of(input.secret_string, input.secret_binary)?;
    let token = value::token(input.client_request_token, given.is_some())?;
    if input.description.is_some() {
        found.secret.description = input.description;
    }
    if let Some(key) = input.kms_key_id {
        found.secret.key = value::key_id(Some(&key));
        move_values(cx, &mut found)?;
        replica::tell_key(cx, &found)?;
    }
    found.secret.changed = cx.now();
    if let Some((token, given)) = token.as_ref().zip(given) {
        let known = found.secret.version(token);
        match known.is_some_and(|version| version.key.is_some()) {
            true => value::same(cx, &found, token, &given)?,
            false => value::add(cx, &mut found, (token, &given), &[])?,
        }
    }
    row::save(cx, &found)?;
    Ok(UpdateSecretResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
        version_id: token,
    })
}

/// Of a replica only the key is its own.
fn open(cx: &mut Cx, input: &UpdateSecretRequest) -> Result<Found, AwsError> {
    let found = place::alive(cx, &input.secret_id)?;
    let more = input.description.is_some()
        || input.secret_string.is_some()
        || input.secret_binary.is_some();
    match found.secret.primary.is_some() && more {
        true => Err(errors::replica()),
        false => Ok(found),
    }
}

/// What lies under the key of before, under the one of now.
fn move_values(cx: &mut Cx, found: &mut Found) -> Result<(), AwsError> {
    for version in found.secret.versions.clone() {
        let kept = version.labels.iter().any(|l| LABELS.contains(&l.as_str()));
        if kept && version.key.is_some() {
            let given = value::read(cx, found, &version.id)?;
            value::replace(cx, found, &version.id, &given)?;
        }
    }
    Ok(())
}
