//! Operations: GenerateDataKey, GenerateDataKeyWithoutPlaintext, GenerateRandom.

use super::plain::{refuse_recipient, unless_dry, use_key};
use super::under::{self, Context, SYMMETRIC};
use crate::crypto::{Spec, Usage};
use crate::errors;
use crate::key::Found;
use crate::shapes::{
    GenerateDataKeyRequest, GenerateDataKeyResponse, GenerateDataKeyWithoutPlaintextRequest,
    GenerateDataKeyWithoutPlaintextResponse, GenerateRandomRequest, GenerateRandomResponse,
};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use zeroize::Zeroizing;

pub fn generate_data_key(
    cx: &mut Cx,
    input: GenerateDataKeyRequest,
) -> Result<GenerateDataKeyResponse, AwsError> {
    refuse_recipient(input.recipient.as_ref())?;
    let length = length(input.number_of_bytes, input.key_spec.as_deref())?;
    let tokens = input.grant_tokens.as_deref();
    let found = wrapping_key(cx, &input.key_id, tokens)?;
    unless_dry(input.dry_run)?;
    let (plain, blob) = make(cx, &found, length, &input.encryption_context)?;
    Ok(GenerateDataKeyResponse {
        ciphertext_blob: Some(blob),
        plaintext: Some(Bytes::copy_from_slice(&plain)),
        key_id: Some(found.arn(cx)),
        key_material_id: found.key.material,
        ..GenerateDataKeyResponse::default()
    })
}

pub fn generate_data_key_without_plaintext(
    cx: &mut Cx,
    input: GenerateDataKeyWithoutPlaintextRequest,
) -> Result<GenerateDataKeyWithoutPlaintextResponse, AwsError> {
    let length = length(input.number_of_bytes, input.key_spec.as_deref())?;
    let tokens = input.grant_tokens.as_deref();
    let found = wrapping_key(cx, &input.key_id, tokens)?;
    unless_dry(input.dry_run)?;
    let (_, blob) = make(cx, &found, length, &input.encryption_context)?;
    Ok(GenerateDataKeyWithoutPlaintextResponse {
        ciphertext_blob: Some(blob),
        key_id: Some(found.arn(cx)),
        key_material_id: found.key.material,
    })
}

pub fn generate_random(
    cx: &mut Cx,
    input: GenerateRandomRequest,
) -> Result<GenerateRandomResponse, AwsError> {
    refuse_recipient(input.recipient.as_ref())?;
    if input.custom_key_store_id.is_some() {
        return Err(AwsError::not_implemented("KMS custom key stores"));
    }
    let Some(length) = input.number_of_bytes else {
        return Err(errors::invalid("NumberOfBytes is required."));
    };
    Ok(GenerateRandomResponse {
        plaintext: Some(Bytes::copy_from_slice(&bytes(cx, length))),
        ..GenerateRandomResponse::default()
    })
}

/// Only symmetric keys wrap keys for data.
pub fn wrapping_key(
    cx: &mut Cx,
    key_id: &str,
    tokens: Option<&[String]>,
) -> Result<Found, AwsError> {
    let found = use_key(cx, key_id, Usage::Encrypt, tokens)?;
    match found.key.spec()? {
        Spec::Symmetric => Ok(found),
        _ => Err(errors::key_usage(
            &found.arn(cx),
            &found.key.usage,
            cx.call.operation,
        )),
    }
}

fn length(bytes: Option<i64>, spec: Option<&str>) -> Result<i64, AwsError> {
    match (bytes, spec) {
        (Some(bytes), None) => Ok(bytes),
        (None, Some("AES_128")) => Ok(16),
        (None, Some(_)) => Ok(32),
        _ => Err(errors::invalid(
            "Please specify either number of bytes or key spec.",
        )),
    }
}

fn make(
    cx: &mut Cx,
    found: &Found,
    length: i64,
    context: &Context,
) -> Result<(Zeroizing<Vec<u8>>, Bytes), AwsError> {
    let plain = bytes(cx, length);
    let blob = under::sealed(cx, found, SYMMETRIC, &plain, context)?;
    Ok((plain, blob))
}

fn bytes(cx: &Cx, length: i64) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; usize::try_from(length).unwrap_or_default()]);
    cx.random().fill(&mut bytes);
    bytes
}
