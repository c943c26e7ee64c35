//! Operations: GenerateMac, VerifyMac.

use super::plain::{secret_of, unless_dry, use_key};
use crate::crypto::{self, Secret, Usage};
use crate::errors;
use crate::key::Found;
use crate::shapes::{GenerateMacRequest, GenerateMacResponse, VerifyMacRequest, VerifyMacResponse};
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

pub fn generate_mac(
    cx: &mut Cx,
    input: GenerateMacRequest,
) -> Result<GenerateMacResponse, AwsError> {
    let tokens = input.grant_tokens.as_deref();
    let found = use_key(cx, &input.key_id, Usage::Mac, tokens)?;
    let secret = fitting(cx, &found, &input.mac_algorithm)?;
    unless_dry(input.dry_run)?;
    let mac = match &*secret {
        Secret::Hmac(key) => crypto::mac(&input.mac_algorithm, key, &input.message),
        _ => None,
    };
    let mac = mac.ok_or_else(|| AwsError::internal("no code was made"))?;
    Ok(GenerateMacResponse {
        mac: Some(mac.into()),
        mac_algorithm: Some(input.mac_algorithm),
        key_id: Some(found.arn(cx)),
    })
}

/// A code that is not good is an error.
pub fn verify_mac(cx: &mut Cx, input: VerifyMacRequest) -> Result<VerifyMacResponse, AwsError> {
    let tokens = input.grant_tokens.as_deref();
    let found = use_key(cx, &input.key_id, Usage::Mac, tokens)?;
    let secret = fitting(cx, &found, &input.mac_algorithm)?;
    unless_dry(input.dry_run)?;
    let good = match &*secret {
        Secret::Hmac(key) => crypto::mac_is(&input.mac_algorithm, key, &input.message, &input.mac),
        _ => None,
    };
    match good {
        Some(true) => Ok(VerifyMacResponse {
            key_id: Some(found.arn(cx)),
            mac_valid: Some(true),
            mac_algorithm: Some(input.mac_algorithm),
        }),
        _ => Err(errors::mac()),
    }
}

fn fitting(cx: &mut Cx, found: &Found, algorithm: &str) -> Result<Arc<Secret>, AwsError> {
    match found
        .key
        .spec()?
        .algorithms(Usage::Mac)
        .contains(&algorithm)
    {
        true => secret_of(cx, found),
        false => Err(errors::algorithm(algorithm, &found.key.spec)),
    }
}
