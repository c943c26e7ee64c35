//! CancelRotateSecret: no more rotations. The function and the rules stay, for whoever starts again.

use super::{begin, unwind};
use crate::place;
use crate::secret::row;
use crate::shapes::{CancelRotateSecretRequest, CancelRotateSecretResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CancelRotateSecretRequest,
) -> Result<CancelRotateSecretResponse, AwsError> {
    let mut found = place::primary(cx, &input.secret_id)?;
    unwind(cx, &mut found)?;
    if let Some(rotation) = &mut found.secret.rotation {
        rotation.enabled = false;
    }
    found.secret.changed = cx.now();
    row::save(cx, &found)?;
    Ok(CancelRotateSecretResponse {
        arn: Some(found.arn(cx)),
        version_id: begin::pending(&found.secret).map(str::to_owned),
        name: Some(found.secret.name),
    })
}
