//! RestoreSecret: takes the mark for deletion off.

use super::row;
use crate::shapes::{RestoreSecretRequest, RestoreSecretResponse};
use crate::{place, rotation};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: RestoreSecretRequest) -> Result<RestoreSecretResponse, AwsError> {
    let mut found = place::open(cx, &input.secret_id)?;
    if found.secret.deletion.take().is_some() {
        let base = cx.now();
        rotation::wind(cx, &mut found, base)?;
        row::save(cx, &found)?;
    }
    Ok(RestoreSecretResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
    })
}
