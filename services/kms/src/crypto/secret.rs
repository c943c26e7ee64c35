//! Key material as it is used: read once, kept in memory for a while, wiped when it is dropped.

use super::{Hash, Spec};
use super::{ecdsa, edwards, mldsa, rsa};
use haneul_pipeline::keyring::Key;
use haneul_runtime::Random;
use zeroize::Zeroizing;

pub enum Secret {
    Symmetric(Zeroizing<Key>),
    Hmac(Zeroizing<Vec<u8>>),
    Rsa(Box<rsa::Pair>),
    P256(p256::SecretKey),
    P384(p384::SecretKey),
    P521(p521::SecretKey),
    K256(k256::SecretKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
    MlDsa(mldsa::Pair),
}

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub enum Sign<'m> {
    Message(&'m [u8]),
    /// Of the right length for its algorithm.
    Digest(&'m [u8]),
    /// A message's representative, which was made outside (ML-DSA).
    Representative(&'m [u8]),
}

impl Sign<'_> {
    pub fn digest(&self, hash: Hash) -> Vec<u8> {
        match self {
            Sign::Message(message) => hash.digest(message),
            Sign::Digest(digest) | Sign::Representative(digest) => digest.to_vec(),
        }
    }
}

impl Secret {
    /// Of material as it is kept: bytes of symmetric keys, PKCS #8 of others, seeds of ML-DSA.
    pub fn read(spec: Spec, bytes: &[u8]) -> Option<Secret> {
        use p256::pkcs8::DecodePrivateKey;
        Some(match spec {
            Spec::Symmetric => Secret::Symmetric(Zeroizing::new(bytes.try_into().ok()?)),
            Spec::Hmac(_) => Secret::Hmac(Zeroizing::new(bytes.to_vec())),
            Spec::Rsa(_) => Secret::Rsa(Box::new(rsa::Pair::read(bytes)?)),
            Spec::P256 => Secret::P256(p256::SecretKey::from_pkcs8_der(bytes).ok()?),
            Spec::P384 => Secret::P384(p384::SecretKey::from_pkcs8_der(bytes).ok()?),
            Spec::P521 => Secret::P521(p521::SecretKey::from_pkcs8_der(bytes).ok()?),
            Spec::K256 => Secret::K256(k256::SecretKey::from_pkcs8_der(bytes).ok()?),
            Spec::Ed25519 => Secret::Ed25519(Box::new(edwards::read(bytes)?)),
            Spec::MlDsa(level) => Secret::MlDsa(mldsa::Pair::read(level, bytes)?),
        })
    }

    /// The public key as a SubjectPublicKeyInfo.
    pub fn public_key(&self) -> Option<Vec<u8>> {
        use p256::pkcs8::EncodePublicKey;
        let der = match self {
            Secret::Symmetric(_) | Secret::Hmac(_) => return None,
            Secret::Rsa(pair) => return pair.public_key(),
            Secret::MlDsa(pair) => return pair.public_key(),
            Secret::Ed25519(key) => return edwards::public_key(key),
            Secret::P256(key) => key.public_key().to_public_key_der(),
            Secret::P384(key) => key.public_key().to_public_key_der(),
            Secret::P521(key) => key.public_key().to_public_key_der(),
            Secret::K256(key) => key.public_key().to_public_key_der(),
        };
        Some(der.ok()?.into_vec())
    }

    /// `None`: the key cannot sign so.
    pub fn sign(&self, random: &Random, algorithm: &str, what: Sign) -> Option<Vec<u8>> {
        match self {
            Secret::Rsa(pair) => pair.sign(random, algorithm, what),
            Secret::Ed25519(key) => edwards::sign(key, algorithm, what),
            Secret::MlDsa(pair) => pair.sign(random, what),
            _ => ecdsa::sign(self, random, &what.digest(Hash::of(algorithm)?)),
        }
    }

    /// `None`: the key cannot verify so.
    pub fn verify(&self, algorithm: &str, what: Sign, signature: &[u8]) -> Option<bool> {
        match self {
            Secret::Rsa(pair) => pair.verify(algorithm, what, signature),
            Secret::Ed25519(key) => edwards::verify(key, algorithm, what, signature),
            Secret::MlDsa(pair) => pair.verify(what, signature),
            _ => ecdsa::verify(self, &what.digest(Hash::of(algorithm)?), signature),
        }
    }
}
