//! Decrypt.

use super::plain::{refuse_recipient, unless_dry, use_key};
use super::under;
use crate::crypto::Usage;
use crate::shapes::{DecryptRequest, DecryptResponse};
use crate::{errors, grant, key};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DecryptRequest) -> Result<DecryptResponse, AwsError> {
    refuse_recipient(input.recipient.as_ref())?;
    let modifiers = input.dry_run_modifiers.unwrap_or_default();
    if modifiers
        .iter()
        .any(|modifier| modifier == "IGNORE_CIPHERTEXT")
    {
        return ignoring_ciphertext(cx, input.key_id.as_deref(), input.dry_run);
    }
    let Some(ciphertext) = input.ciphertext_blob else {
        return Err(errors::invalid("CiphertextBlob must not be null."));
    };
    grant::check_tokens(cx, input.grant_tokens.as_deref())?;
    let named = input.encryption_algorithm.as_deref();
    let found = under::of_ciphertext(cx, &ciphertext, input.key_id.as_deref(), named)?;
    key::check_enabled(cx, &found)?;
    key::check_usage(cx, &found, Usage::Encrypt)?;
    let algorithm = under::algorithm(&found, input.encryption_algorithm)?;
    let context = &input.encryption_context;
    let (plain, material) = under::opened(cx, &found, &algorithm, &ciphertext, context)?;
    unless_dry(input.dry_run)?;
    Ok(DecryptResponse {
        key_id: Some(found.arn(cx)),
        plaintext: Some(Bytes::copy_from_slice(&plain)),
        encryption_algorithm: Some(algorithm),
        key_material_id: material,
        ..DecryptResponse::default()
    })
}

/// Whether the caller could decrypt by this key, whatever it is.
fn ignoring_ciphertext(
    cx: &mut Cx,
    key_id: Option<&str>,
    dry_run: Option<bool>,
) -> Result<DecryptResponse, AwsError> {
    let (Some(id), Some(true)) = (key_id, dry_run) else {
        return Err(errors::invalid(
            "DryRunModifiers IGNORE_CIPHERTEXT needs DryRun and KeyId.",
        ));
    };
    use_key(cx, id, Usage::Encrypt, None)?;
    Err(errors::dry_run())
}
