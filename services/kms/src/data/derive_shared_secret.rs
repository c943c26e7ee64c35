//! DeriveSharedSecret.

use super::plain::{refuse_recipient, secret_of, unless_dry, use_key};
use crate::crypto::{self, Usage};
use crate::errors;
use crate::shapes::{DeriveSharedSecretRequest, DeriveSharedSecretResponse};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeriveSharedSecretRequest,
) -> Result<DeriveSharedSecretResponse, AwsError> {
    refuse_recipient(input.recipient.as_ref())?;
    let tokens = input.grant_tokens.as_deref();
    let found = use_key(cx, &input.key_id, Usage::Agree, tokens)?;
    unless_dry(input.dry_run)?;
    let secret = secret_of(cx, &found)?;
    let shared = crypto::shared_secret(&secret, &input.public_key);
    let shared = shared.ok_or_else(|| {
        errors::invalid("The public key is not a valid key of the curve of the KMS key.")
    })?;
    Ok(DeriveSharedSecretResponse {
        key_id: Some(found.arn(cx)),
        shared_secret: Some(Bytes::copy_from_slice(&shared)),
        key_agreement_algorithm: Some(input.key_agreement_algorithm),
        key_origin: Some("AWS_KMS".to_owned()),
        ..DeriveSharedSecretResponse::default()
    })
}
