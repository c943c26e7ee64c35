//! Ed25519, of messages and of digests (Ed25519ph).

use super::Sign;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey};
use sha2::digest::consts::U64;
use sha2::digest::{FixedOutput, HashMarker, Output, OutputSizeUser, Update};

pub fn read(bytes: &[u8]) -> Option<SigningKey> {
    SigningKey::from_pkcs8_der(bytes).ok()
}

pub fn public_key(key: &SigningKey) -> Option<Vec<u8>> {
    let der = key.verifying_key().to_public_key_der().ok()?;
    Some(der.into_vec())
}

pub fn sign(key: &SigningKey, algorithm: &str, what: Sign) -> Option<Vec<u8>> {
    let signature = match (algorithm, what) {
        ("ED25519_SHA_512", Sign::Message(message)) => key.try_sign(message).ok()?,
        ("ED25519_PH_SHA_512", Sign::Digest(digest)) => {
            key.sign_prehashed(Given::of(digest)?, None).ok()?
        }
        _ => return None,
    };
    Some(signature.to_bytes().to_vec())
}

pub fn verify(key: &SigningKey, algorithm: &str, what: Sign, signature: &[u8]) -> Option<bool> {
    let read = Signature::from_slice(signature);
    let verified = match (algorithm, what) {
        ("ED25519_SHA_512", Sign::Message(message)) => {
            read.and_then(|signature| key.verifying_key().verify_strict(message, &signature))
        }
        ("ED25519_PH_SHA_512", Sign::Digest(digest)) => {
            let digest = Given::of(digest)?;
            read.and_then(|s| {
                key.verifying_key()
                    .verify_prehashed_strict(digest, None, &s)
            })
        }
        _ => return None,
    };
    Some(verified.is_ok())
}

/// A digest that somebody else made, where the library wants to make it.
#[derive(Clone)]
struct Given([u8; 64]);

impl Given {
    fn of(digest: &[u8]) -> Option<Given> {
        Some(Given(digest.try_into().ok()?))
    }
}

impl Default for Given {
    fn default() -> Given {
        Given([0; 64])
    }
}

impl HashMarker for Given {}

impl OutputSizeUser for Given {
    type OutputSize = U64;
}

impl Update for Given {
    fn update(&mut self, _data: &[u8]) {}
}

impl FixedOutput for Given {
    fn finalize_into(self, out: &mut Output<Self>) {
        out.copy_from_slice(&self.0);
    }
}
