//! PutSecretValue: another version.

use super::given::Given;
use super::store;
use crate::place;
use crate::secret::row;
use crate::shapes::{PutSecretValueRequest, PutSecretValueResponse};
use crate::{errors, value};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutSecretValueRequest) -> Result<PutSecretValueResponse, AwsError> {
    let given = Given::of(input.secret_string, input.secret_binary)?;
    let missing = || errors::request("You must provide either SecretString or SecretBinary.");
    let given = given.ok_or_else(missing)?;
    let token = input.client_request_token.ok_or_else(errors::no_token)?;
    let labels = input.version_stages.unwrap_or_default();
    let mut found = place::primary(cx, &input.secret_id)?;
    let known = found.secret.version(&token);
    if known.is_some_and(|known| known.key.is_some()) {
        store::same(cx, &found, &token, &given)?;
    } else {
        value::add(cx, &mut found, (&token, &given), &labels)?;
        row::save(cx, &found)?;
    }
    let stages = found
        .secret
        .version(&token)
        .map(|version| value::shown(&version.labels));
    Ok(PutSecretValueResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
        version_id: Some(token),
        version_stages: stages,
    })
}
