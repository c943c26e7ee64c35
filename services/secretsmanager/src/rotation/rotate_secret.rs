//! RotateSecret: by which function and when, and at once unless that is not wanted.

use super::begin::{begin, pending, send};
use super::{rules, steps, wind};
use crate::place::{self, Found};
use crate::secret::row::{self, Rotation};
use crate::shapes::{RotateSecretRequest, RotateSecretResponse};
use crate::{errors, value};
use haneul_pipeline::{AwsError, Caller, Cx, Edge, Source};

pub async fn run(edge: Edge, input: RotateSecretRequest) -> Result<RotateSecretResponse, AwsError> {
    if input.external_secret_rotation_metadata.is_some() {
        return Err(AwsError::not_implemented("ExternalSecretRotationMetadata"));
    }
    if input.external_secret_rotation_role_arn.is_some() {
        return Err(AwsError::not_implemented("ExternalSecretRotationRoleArn"));
    }
    let token = value::token(input.client_request_token.clone(), true)?;
    let token = token.ok_or_else(errors::no_token)?;
    let found = edge.read(|cx| configured(cx, &input))?;
    let lambda = found.secret.rotation.as_ref().map(|r| r.lambda.clone());
    let source = Source {
        arn: found.arn_in(&edge.call.partition, &edge.call.region),
        account: found.account.clone(),
    };
    let itself = Caller::service(&edge.call.partition, "secretsmanager.amazonaws.com", source);
    steps::check_function(&edge.cloud, itself, &lambda.unwrap_or_default()).await?;
    if let Some(pending) = pending(&found.secret).filter(|pending| *pending != token) {
        edge.transact(|cx| send(cx, &found, pending, false)).await?;
        return Err(errors::request(
            "A previous rotation isn't complete. That rotation will be reattempted.",
        ));
    }
    edge.answer(|cx| start(cx, &input, &token)).await
}

/// The secret with what the call says of its rotation.
fn configured(cx: &mut Cx, input: &RotateSecretRequest) -> Result<Found, AwsError> {
    let mut found = place::primary(cx, &input.secret_id)?;
    let said = input
        .rotation_lambda_arn
        .clone()
        .filter(|arn| !arn.is_empty());
    let known = found.secret.rotation.take();
    let lambda = said.or(known.as_ref().map(|known| known.lambda.clone()));
    let lambda = lambda.ok_or_else(|| {
        errors::request("No Lambda rotation function ARN is associated with this secret.")
    })?;
    let mut rotation = known.unwrap_or(Rotation {
        enabled: true,
        lambda: String::new(),
        days: None,
        expression: None,
        duration: None,
        next: None,
    });
    rotation.enabled = true;
    rotation.lambda = lambda;
    if let Some(said) = input.rotation_rules.clone() {
        rules::set(&mut rotation, said)?;
    }
    found.secret.rotation = Some(rotation);
    Ok(found)
}

fn start(
    cx: &mut Cx,
    input: &RotateSecretRequest,
    token: &str,
) -> Result<RotateSecretResponse, AwsError> {
    let mut found = configured(cx, input)?;
    let known = found.secret.version(token);
    if known.is_none_or(|version| version.key.is_none()) {
        begin(
            cx,
            &mut found,
            token,
            input.rotate_immediately == Some(false),
        )?;
    }
    let base = cx.now();
    wind(cx, &mut found, base)?;
    found.secret.changed = base;
    row::save(cx, &found)?;
    Ok(RotateSecretResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
        version_id: Some(token.to_owned()),
    })
}
