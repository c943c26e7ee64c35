//! A derived key of either algorithm.

use crate::algorithm::Algorithm;
use crate::cache::KeyCache;
use crate::error::SignatureError;
use crate::key::SigningKey;
use crate::v4a::KeyPair;

#[derive(Clone)]
pub(crate) enum Derived {
    Hmac(SigningKey),
    Ecdsa(Box<KeyPair>),
}

/// The SigV4 key, from the cache if there is one.
pub(crate) fn signing_key(
    cache: Option<&KeyCache>,
    access_key: &str,
    secret: &str,
    date: &str,
    region: &str,
    service: &str,
) -> Result<Derived, SignatureError> {
    let derive = || {
        Ok(Derived::Hmac(SigningKey::derive(
            secret, date, region, service,
        )))
    };
    match cache {
        Some(cache) => cache.get_or_derive([access_key, secret, date, region, service], derive),
        None => derive(),
    }
}

/// The SigV4a pair, from the cache if there is one.
pub(crate) fn key_pair(
    cache: Option<&KeyCache>,
    access_key: &str,
    secret: &str,
) -> Result<Derived, SignatureError> {
    let derive = || {
        Ok(Derived::Ecdsa(Box::new(KeyPair::derive(
            access_key, secret,
        )?)))
    };
    match cache {
        Some(cache) => cache.get_or_derive([access_key, secret, "", "", ""], derive),
        None => derive(),
    }
}

impl Derived {
    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Derived::Hmac(_) => Algorithm::V4,
            Derived::Ecdsa(_) => Algorithm::V4a,
        }
    }

    pub(crate) fn verify_hex(&self, text: &[u8], signature: &str) -> bool {
        match self {
            Derived::Hmac(key) => key.verify_hex(text, signature),
            Derived::Ecdsa(pair) => pair.verify_hex(text, signature),
        }
    }

    pub(crate) fn sign_hex(&self, text: &[u8]) -> String {
        match self {
            Derived::Hmac(key) => key.sign_hex(text),
            Derived::Ecdsa(pair) => pair.sign_hex(text),
        }
    }
}
