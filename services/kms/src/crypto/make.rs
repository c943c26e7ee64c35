//! New key material.

use super::{Chance, Spec};
use haneul_runtime::Random;
use p256::pkcs8::EncodePrivateKey;
use zeroize::Zeroizing;

/// As [`super::Secret::read`] reads it.
pub fn make(random: &Random, spec: Spec) -> Option<Zeroizing<Vec<u8>>> {
    let mut chance = Chance(random);
    let bytes = |length: usize| {
        let mut bytes = Zeroizing::new(vec![0; length]);
        random.fill(&mut bytes);
        bytes
    };
    let der = match spec {
        Spec::Symmetric | Spec::MlDsa(_) => return Some(bytes(32)),
        Spec::Hmac(bits) => return Some(bytes(bits / 8)),
        Spec::Rsa(bits) => rsa::RsaPrivateKey::new(&mut chance, bits)
            .ok()?
            .to_pkcs8_der(),
        Spec::P256 => p256::SecretKey::random(&mut chance).to_pkcs8_der(),
        Spec::P384 => p384::SecretKey::random(&mut chance).to_pkcs8_der(),
        Spec::P521 => p521::SecretKey::random(&mut chance).to_pkcs8_der(),
        Spec::K256 => k256::SecretKey::random(&mut chance).to_pkcs8_der(),
        Spec::Ed25519 => {
            let seed = Zeroizing::new(random.bytes::<32>());
            ed25519_dalek::SigningKey::from_bytes(&seed).to_pkcs8_der()
        }
    };
    Some(Zeroizing::new(der.ok()?.as_bytes().to_vec()))
}
