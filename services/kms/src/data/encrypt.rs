//! Encrypt.

use super::plain::{unless_dry, use_key};
use super::under;
use crate::crypto::Usage;
use crate::shapes::{EncryptRequest, EncryptResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: EncryptRequest) -> Result<EncryptResponse, AwsError> {
    let tokens = input.grant_tokens.as_deref();
    let found = use_key(cx, &input.key_id, Usage::Encrypt, tokens)?;
    let algorithm = under::algorithm(&found, input.encryption_algorithm)?;
    unless_dry(input.dry_run)?;
    let context = &input.encryption_context;
    let blob = under::sealed(cx, &found, &algorithm, &input.plaintext, context)?;
    Ok(EncryptResponse {
        ciphertext_blob: Some(blob),
        key_id: Some(found.arn(cx)),
        encryption_algorithm: Some(algorithm),
    })
}
