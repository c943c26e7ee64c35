//! Operations: Sign, Verify.

use super::plain::{secret_of, unless_dry, use_key};
use crate::crypto::{self, Hash, Spec, Usage};
use crate::key::Found;
use crate::shapes::{SignRequest, SignResponse, VerifyRequest, VerifyResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn sign(cx: &mut Cx, input: SignRequest) -> Result<SignResponse, AwsError> {
    let tokens = input.grant_tokens.as_deref();
    let found = use_key(cx, &input.key_id, Usage::Sign, tokens)?;
    let kind = input.message_type.as_deref();
    let what = read(&found, &input.signing_algorithm, kind, &input.message)?;
    unless_dry(input.dry_run)?;
    let secret = secret_of(cx, &found)?;
    let signature = secret.sign(cx.random(), &input.signing_algorithm, what);
    let signature = signature.ok_or_else(|| AwsError::internal("nothing was signed"))?;
    Ok(SignResponse {
        key_id: Some(found.arn(cx)),
        signature: Some(signature.into()),
        signing_algorithm: Some(input.signing_algorithm),
    })
}

/// A signature that is not good is an error.
pub fn verify(cx: &mut Cx, input: VerifyRequest) -> Result<VerifyResponse, AwsError> {
    let tokens = input.grant_tokens.as_deref();
    let found = use_key(cx, &input.key_id, Usage::Sign, tokens)?;
    let kind = input.message_type.as_deref();
    let what = read(&found, &input.signing_algorithm, kind, &input.message)?;
    unless_dry(input.dry_run)?;
    let secret = secret_of(cx, &found)?;
    match secret.verify(&input.signing_algorithm, what, &input.signature) {
        Some(true) => Ok(VerifyResponse {
            key_id: Some(found.arn(cx)),
            signature_valid: Some(true),
            signing_algorithm: Some(input.signing_algorithm),
        }),
        _ => Err(errors::signature()),
    }
}

/// What is to be signed, if the key can sign such.
fn read<'m>(
    found: &Found,
    algorithm: &str,
    kind: Option<&str>,
    message: &'m [u8],
) -> Result<crypto::Sign<'m>, AwsError> {
    let spec = found.key.spec()?;
    if !spec.algorithms(Usage::Sign).contains(&algorithm) {
        return Err(errors::algorithm(algorithm, &found.key.spec));
    }
    let is_dsa = matches!(spec, Spec::MlDsa(_));
    let mismatch = |kind: &str| {
        Err(errors::invalid(format!(
            "MessageType {kind} is not valid for the signing algorithm {algorithm}."
        )))
    };
    match kind.unwrap_or("RAW") {
        "RAW" if algorithm == "ED25519_PH_SHA_512" => mismatch("RAW"),
        "RAW" if message.len() > limits::MESSAGE_BYTES => Err(errors::invalid(
            "Message of type RAW has at most 4096 bytes.",
        )),
        "RAW" => Ok(crypto::Sign::Message(message)),
        "DIGEST" if is_dsa || algorithm == "ED25519_SHA_512" => mismatch("DIGEST"),
        "DIGEST" => {
            let length = match Hash::of(algorithm) {
                Some(hash) => hash.bytes(),
                None => 64,
            };
            sized(message, length, algorithm).map(crypto::Sign::Digest)
        }
        "EXTERNAL_MU" if is_dsa => sized(message, 64, algorithm).map(crypto::Sign::Representative),
        other => mismatch(other),
    }
}

fn sized<'m>(digest: &'m [u8], length: usize, algorithm: &str) -> Result<&'m [u8], AwsError> {
    match digest.len() == length {
        true => Ok(digest),
        false => Err(errors::invalid(format!(
            "Digest is invalid length for algorithm {algorithm}."
        ))),
    }
}
