//! Key material that customers bring, wrapped under a public key of ours.

use super::Chance;
use super::rsa::oaep;
use aes_kw::KekAes256;
use haneul_runtime::Random;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey};
use rsa::{RsaPrivateKey, RsaPublicKey};
use zeroize::Zeroizing;

/// The ways to wrap that are taken.
pub const WRAPPINGS: [&str; 4] = [
    "RSAES_OAEP_SHA_1",
    "RSAES_OAEP_SHA_256",
    "RSA_AES_KEY_WRAP_SHA_1",
    "RSA_AES_KEY_WRAP_SHA_256",
];

/// A pair to wrap with: the private key in PKCS #8, and the public one.
pub fn wrapping_pair(random: &Random, bits: usize) -> Option<(Zeroizing<Vec<u8>>, Vec<u8>)> {
    let key = RsaPrivateKey::new(&mut Chance(random), bits).ok()?;
    let public = RsaPublicKey::from(&key).to_public_key_der().ok()?;
    let private = key.to_pkcs8_der().ok()?;
    Some((
        Zeroizing::new(private.as_bytes().to_vec()),
        public.into_vec(),
    ))
}

pub fn unwrap_material(
    random: &Random,
    private: &[u8],
    algorithm: &str,
    wrapped: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let key = RsaPrivateKey::from_pkcs8_der(private).ok()?;
    let open = |padding: &str, sealed: &[u8]| {
        let opened = key.decrypt_blinded(&mut Chance(random), oaep(padding)?, sealed);
        opened.ok().map(Zeroizing::new)
    };
    let Some(hash) = algorithm.strip_prefix("RSA_AES_KEY_WRAP_") else {
        return open(algorithm, wrapped);
    };
    // First the AES key in RSA, then the material in AES-KWP.
    let size = rsa::traits::PublicKeyParts::size(&key);
    let (sealed, material) = wrapped.split_at_checked(size)?;
    let inner = open(&format!("RSAES_OAEP_{hash}"), sealed)?;
    let inner = KekAes256::try_from(inner.as_slice()).ok()?;
    unwrap_padded(&inner, material)
}

/// Nothing that was wrapped is less than two half blocks: of one alone the library would count below
/// zero.
pub fn unwrap_padded(key: &KekAes256, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if wrapped.len() < 16 {
        return None;
    }
    key.unwrap_with_padding_vec(wrapped)
        .ok()
        .map(Zeroizing::new)
}
