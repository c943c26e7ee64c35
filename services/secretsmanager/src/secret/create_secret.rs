//! CreateSecret: with a first version, if it brings a value, and with replicas.

use super::row::{self, Secret};
use crate::place::{Found, SUFFIX};
use crate::shapes::{CreateSecretRequest, CreateSecretResponse};
use crate::value::Given;
use crate::{errors, replica, tag, value};
use haneul_pipeline::{AwsError, Cx};

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub fn run(cx: &mut Cx, input: CreateSecretRequest) -> Result<CreateSecretResponse, AwsError> {
    refuse_unknown(&input)?;
    check_name(&input.name)?;
    let given = Given::of(input.secret_string.clone(), input.secret_binary.clone())?;
    let token = value::token(input.client_request_token.clone(), given.is_some())?;
    let version = token.zip(given);
    if let Some(known) = crate::place::find(cx, &input.name)? {
        return again(cx, known, version);
    }
    let mut found = draft(cx, &input)?;
    let force = input.force_overwrite_replica_secret == Some(true);
    replica::claim(cx, &mut found, force)?;
    if let Some((token, given)) = &version {
        value::add(cx, &mut found, (token, given), &[])?;
    }
    row::save(cx, &found)?;
    answer(cx, &found, version.map(|(token, _)| token))
}

fn refuse_unknown(input: &CreateSecretRequest) -> Result<(), AwsError> {
    let unknown = match input {
        input if input.cross_account_primary_arn.is_some() => "CrossAccountPrimaryARN",
        input if input.r#type.as_deref().is_some_and(|kind| !kind.is_empty()) => {
            "secrets of a Type (managed external secrets)"
        }
        _ => return Ok(()),
    };
    Err(AwsError::not_implemented(unknown))
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let known = |c: char| c.is_ascii_alphanumeric() || "-/_+=.@!".contains(c);
    match name.chars().all(known) {
        true => Ok(()),
        false => Err(errors::parameter(
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the \
             following: -/_+=.@!",
        )),
    }
}

/// The same call once more makes nothing, and is no error.
fn again(
    cx: &mut Cx,
    known: Found,
    version: Option<(String, Given)>,
) -> Result<CreateSecretResponse, AwsError> {
    if known.secret.deletion.is_some() {
        return Err(errors::request(
            "You can't create this secret because a secret with this name is already scheduled \
             for deletion.",
        ));
    }
    let version = version.filter(|(token, _)| known.secret.version(token).is_some());
    let Some((token, given)) = version else {
        return Err(errors::exists(format!(
            "The operation failed because the secret {} already exists.",
            known.secret.name
        )));
    };
    value::same(cx, &known, &token, &given)?;
    answer(cx, &known, Some(token))
}

fn draft(cx: &mut Cx, input: &CreateSecretRequest) -> Result<Found, AwsError> {
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.clone().unwrap_or_default())?;
    let wanted = input.add_replica_regions.as_deref().unwrap_or_default();
    let secret = Secret {
        name: input.name.clone(),
        suffix: cx.random().text(LETTERS, SUFFIX),
        description: input.description.clone(),
        key: value::key_id(input.kms_key_id.as_deref()),
        tags,
        policy: None,
        created: cx.now(),
        changed: cx.now(),
        accessed: None,
        rotated: None,
        deletion: None,
        versions: Vec::new(),
        rotation: None,
        primary: None,
        replicas: replica::wanted(cx, &[], wanted)?,
    };
    Ok(Found {
        account: cx.account().to_owned(),
        secret,
    })
}

fn answer(
    cx: &mut Cx,
    found: &Found,
    version: Option<String>,
) -> Result<CreateSecretResponse, AwsError> {
    Ok(CreateSecretResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name.clone()),
        version_id: version,
        replication_status: replica::shown(cx, found)?,
    })
}
