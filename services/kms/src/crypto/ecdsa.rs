//! ECDSA, with signatures in DER.

use super::{Chance, Secret};
use haneul_runtime::Random;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};

/// The nonce follows from key and message (RFC 6979); that of P-521 is chance.
pub fn sign(key: &Secret, random: &Random, digest: &[u8]) -> Option<Vec<u8>> {
    macro_rules! sign {
        ($curve:ident, $key:expr) => {{
            let key = $curve::ecdsa::SigningKey::from($key.clone());
            let signature: $curve::ecdsa::Signature = key.sign_prehash(digest).ok()?;
            Some(signature.to_der().as_bytes().to_vec())
        }};
    }
    match key {
        Secret::P256(key) => sign!(p256, key),
        Secret::P384(key) => sign!(p384, key),
        Secret::K256(key) => sign!(k256, key),
        Secret::P521(key) => {
            let key = p521::ecdsa::SigningKey::from_slice(&key.to_bytes()).ok()?;
            let made = key.sign_prehash_with_rng(&mut Chance(random), digest);
            let signature: p521::ecdsa::Signature = made.ok()?;
            Some(signature.to_der().as_bytes().to_vec())
        }
        _ => None,
    }
}

pub fn verify(key: &Secret, digest: &[u8], signature: &[u8]) -> Option<bool> {
    Some(match key {
        Secret::P256(key) => by_p256(&key.public_key(), digest, signature),
        Secret::P384(key) => by_p384(&key.public_key(), digest, signature),
        Secret::P521(key) => by_p521(&key.public_key(), digest, signature),
        Secret::K256(key) => by_k256(&key.public_key(), digest, signature),
        _ => return None,
    })
}

pub fn by_p256(key: &p256::PublicKey, digest: &[u8], signature: &[u8]) -> bool {
    let key = p256::ecdsa::VerifyingKey::from(key);
    let read = p256::ecdsa::Signature::from_der(signature);
    read.is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())
}

pub fn by_p384(key: &p384::PublicKey, digest: &[u8], signature: &[u8]) -> bool {
    let key = p384::ecdsa::VerifyingKey::from(key);
    let read = p384::ecdsa::Signature::from_der(signature);
    read.is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())
}

pub fn by_p521(key: &p521::PublicKey, digest: &[u8], signature: &[u8]) -> bool {
    let key = p521::ecdsa::VerifyingKey::from_affine(*key.as_affine());
    let read = p521::ecdsa::Signature::from_der(signature);
    let pair = key.ok().zip(read.ok());
    pair.is_some_and(|(key, signature)| key.verify_prehash(digest, &signature).is_ok())
}

/// The library takes only the smaller of the two forms of a signature; KMS takes both.
pub fn by_k256(key: &k256::PublicKey, digest: &[u8], signature: &[u8]) -> bool {
    let key = k256::ecdsa::VerifyingKey::from(key);
    let read = k256::ecdsa::Signature::from_der(signature);
    read.is_ok_and(|signature| {
        let signature = signature.normalize_s().unwrap_or(signature);
        key.verify_prehash(digest, &signature).is_ok()
    })
}
