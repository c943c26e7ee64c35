//! ReEncrypt: from one key, or context, to another, without the plaintext being seen outside.

use super::plain::{unless_dry, use_key};
use super::under;
use crate::crypto::Usage;
use crate::shapes::{ReEncryptRequest, ReEncryptResponse};
use crate::{errors, key};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ReEncryptRequest) -> Result<ReEncryptResponse, AwsError> {
    if input.dry_run_modifiers.is_some_and(|all| !all.is_empty()) {
        return Err(AwsError::not_implemented(
            "DryRunModifiers of KMS ReEncrypt",
        ));
    }
    let Some(ciphertext) = input.ciphertext_blob else {
        return Err(errors::invalid("CiphertextBlob must not be null."));
    };
    let named = input.source_encryption_algorithm.as_deref();
    let source_id = input.source_key_id.as_deref();
    let from = under::of_ciphertext(cx, &ciphertext, source_id, named)?;
    key::check_enabled(cx, &from)?;
    key::check_usage(cx, &from, Usage::Encrypt)?;
    let tokens = input.grant_tokens.as_deref();
    let to = use_key(cx, &input.destination_key_id, Usage::Encrypt, tokens)?;
    let from_algorithm = under::algorithm(&from, input.source_encryption_algorithm)?;
    let to_algorithm = under::algorithm(&to, input.destination_encryption_algorithm)?;
    let context = &input.source_encryption_context;
    let (plain, material) = under::opened(cx, &from, &from_algorithm, &ciphertext, context)?;
    unless_dry(input.dry_run)?;
    let context = &input.destination_encryption_context;
    let blob = under::sealed(cx, &to, &to_algorithm, &plain, context)?;
    Ok(ReEncryptResponse {
        ciphertext_blob: Some(blob),
        source_key_id: Some(from.arn(cx)),
        key_id: Some(to.arn(cx)),
        source_encryption_algorithm: Some(from_algorithm),
        source_key_material_id: material,
        destination_key_material_id: to.key.material.filter(|_| to_algorithm == under::SYMMETRIC),
        destination_encryption_algorithm: Some(to_algorithm),
    })
}
