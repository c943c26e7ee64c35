//! UpdateSecret: its description, its key, its value. Under another key come those versions that
//! have a label of rotation's.

use super::row;
use crate::place::{self, Found};
use crate::shapes::{UpdateSecretRequest, UpdateSecretResponse};
use crate::value::{Given, LABELS, Prepared};
use crate::{errors, value};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(edge: Edge, input: UpdateSecretRequest) -> Result<UpdateSecretResponse, AwsError> {
    if input.r#type.as_deref().is_some_and(|kind| !kind.is_empty()) {
        return Err(AwsError::not_implemented(
            "secrets of a Type (managed external secrets)",
        ));
    }
    let given = Given::of(input.secret_string.clone(), input.secret_binary.clone())?;
    let token = value::token(input.client_request_token.as_deref(), given.is_some())?;
    let mut found = edge.read(|cx| open(cx, &input))?;
    if let Some(key) = &input.kms_key_id {
        found.secret.key = value::key_id(Some(key));
    }
    let mut prepared = match input.kms_key_id {
        Some(_) => moved(&edge, &found).await?,
        None => Vec::new(),
    };
    let mut fresh = None;
    if let Some((given, token)) = given.zip(token) {
        let known = found.secret.version(&token);
        match known.is_some_and(|version| version.key.is_some()) {
            true => value::same(&edge, &found, &token, &given).await?,
            false => prepared.push(value::prepare(&edge, &found, &token, &given).await?),
        }
        fresh = Some(token);
    }
    let change = |cx: &mut Cx| update(cx, &input, fresh.clone(), prepared.clone());
    edge.answer(change).await
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
async fn moved(edge: &Edge, found: &Found) -> Result<Vec<Prepared>, AwsError> {
    let mut moved = Vec::new();
    for version in &found.secret.versions {
        let kept = version.labels.iter().any(|l| LABELS.contains(&l.as_str()));
        if kept && version.key.is_some() {
            let given = value::read(edge, found, &version.id).await?;
            moved.push(value::prepare_here(edge, found, &version.id, &given).await?);
        }
    }
    Ok(moved)
}

fn update(
    cx: &mut Cx,
    input: &UpdateSecretRequest,
    fresh: Option<String>,
    prepared: Vec<Prepared>,
) -> Result<UpdateSecretResponse, AwsError> {
    let mut found = open(cx, input)?;
    let secret = &mut found.secret;
    if let Some(description) = &input.description {
        secret.description = Some(description.clone());
    }
    if let Some(key) = &input.kms_key_id {
        secret.key = value::key_id(Some(key));
    }
    secret.changed = cx.now();
    for prepared in prepared {
        match found
            .secret
            .version(&prepared.version)
            .and_then(|v| v.key.as_ref())
        {
            Some(_) => value::replace(cx, &mut found, prepared)?,
            None => value::add(cx, &mut found, prepared, &[])?,
        }
    }
    row::save(cx, &found)?;
    Ok(UpdateSecretResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
        version_id: fresh,
    })
}
