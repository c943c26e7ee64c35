//! PutSecretValue: another version.

use super::given::Given;
use super::store::{self, Prepared};
use crate::place::{self, Found};
use crate::secret::row;
use crate::shapes::{PutSecretValueRequest, PutSecretValueResponse};
use crate::{errors, value};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    input: PutSecretValueRequest,
) -> Result<PutSecretValueResponse, AwsError> {
    let given = Given::of(input.secret_string, input.secret_binary)?;
    let missing = || errors::request("You must provide either SecretString or SecretBinary.");
    let given = given.ok_or_else(missing)?;
    let token = input.client_request_token.ok_or_else(errors::no_token)?;
    let labels = input.version_stages.unwrap_or_default();
    let id = input.secret_id;
    let found = edge.read(|cx| place::primary(cx, &id))?;
    if found
        .secret
        .version(&token)
        .is_some_and(|known| known.key.is_some())
    {
        store::same(&edge, &found, &token, &given).await?;
        return edge.read(|cx| Ok(answer(cx, &found, &token)));
    }
    let prepared = store::prepare(&edge, &found, &token, &given).await?;
    edge.answer(|cx| put(cx, &id, prepared.clone(), &labels))
        .await
}

fn put(
    cx: &mut Cx,
    id: &str,
    prepared: Prepared,
    labels: &[String],
) -> Result<PutSecretValueResponse, AwsError> {
    let mut found = place::primary(cx, id)?;
    let token = prepared.version.clone();
    if found
        .secret
        .version(&token)
        .is_some_and(|known| known.key.is_some())
    {
        return Err(errors::token_used(&token, &found.arn(cx)));
    }
    value::add(cx, &mut found, prepared, labels)?;
    row::save(cx, &found)?;
    Ok(answer(cx, &found, &token))
}

fn answer(cx: &mut Cx, found: &Found, token: &str) -> PutSecretValueResponse {
    let version = found.secret.version(token);
    PutSecretValueResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name.clone()),
        version_id: Some(token.to_owned()),
        version_stages: version.map(|version| value::shown(&version.labels)),
    }
}
