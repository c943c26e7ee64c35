//! The key pair of SigV4a and what is signed with it.

use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use ring::hmac::{self, HMAC_SHA256};
use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};

use crate::digest::hex_string;
use crate::error::SignatureError;

/// The order of P-256 less two, big-endian. A candidate above it would not give a valid private key.
const ORDER_LESS_TWO: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x4f,
];

/// The width S3 pads chunk signatures to, because DER signatures differ in length.
pub(crate) const PADDED_SIGNATURE: usize = 144;

/// A P-256 key pair derived from an access key and its secret. It depends on neither day nor service.
#[derive(Clone)]
pub struct KeyPair {
    private: SigningKey,
    public: [u8; 65],
}

impl KeyPair {
    /// Derives the pair: the counter-mode KDF of NIST SP 800-108, tried until it gives a scalar in range.
    pub fn derive(access_key: &str, secret: &str) -> Result<KeyPair, SignatureError> {
        let key = hmac::Key::new(HMAC_SHA256, format!("AWS4A{secret}").as_bytes());
        for counter in 1..=254u8 {
            let candidate = hmac::sign(&key, &kdf_input(access_key, counter));
            if let Some(scalar) = scalar(candidate.as_ref()) {
                return KeyPair::from_scalar(&scalar);
            }
        }
        Err(SignatureError::KeyDerivation)
    }

    fn from_scalar(scalar: &[u8; 32]) -> Result<KeyPair, SignatureError> {
        let private = SigningKey::from_slice(scalar).map_err(|_| SignatureError::KeyDerivation)?;
        let point = private.verifying_key().to_encoded_point(false);
        let public = point
            .as_bytes()
            .try_into()
            .map_err(|_| SignatureError::KeyDerivation)?;
        Ok(KeyPair { private, public })
    }

    /// The public point in the uncompressed form: 4, x, y.
    pub fn public_key(&self) -> &[u8; 65] {
        &self.public
    }

    /// Signs a text (its nonce follows RFC 6979), giving the DER signature in hexadecimal.
    pub fn sign_hex(&self, text: &[u8]) -> String {
        let signature: Signature = self.private.sign(text);
        hex_string(signature.to_der().as_bytes())
    }

    pub(crate) fn verify_hex(&self, text: &[u8], signature: &str) -> bool {
        let Ok(der) = hex::decode(signature) else {
            return false;
        };
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, &self.public)
            .verify(text, &der)
            .is_ok()
    }
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "KeyPair({})", hex_string(&self.public))
    }
}

fn kdf_input(access_key: &str, counter: u8) -> Vec<u8> {
    let mut input = Vec::with_capacity(40 + access_key.len());
    input.extend_from_slice(&1u32.to_be_bytes());
    input.extend_from_slice(b"AWS4-ECDSA-P256-SHA256\0");
    input.extend_from_slice(access_key.as_bytes());
    input.push(counter);
    input.extend_from_slice(&256u32.to_be_bytes());
    input
}

/// The candidate plus one, where the candidate is at most the order less two.
fn scalar(candidate: &[u8]) -> Option<[u8; 32]> {
    let mut scalar: [u8; 32] = candidate.try_into().ok()?;
    if scalar > ORDER_LESS_TWO {
        return None;
    }
    for byte in scalar.iter_mut().rev() {
        let (sum, carried) = byte.overflowing_add(1);
        *byte = sum;
        if !carried {
            break;
        }
    }
    Some(scalar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_matches_itself_only() {
        let pair = KeyPair::derive("AKID", "secret").unwrap();
        let signature = pair.sign_hex(b"text");
        assert!(pair.verify_hex(b"text", &signature));
        assert!(!pair.verify_hex(b"Text", &signature));
        assert!(
            !KeyPair::derive("AKIE", "secret")
                .unwrap()
                .verify_hex(b"text", &signature)
        );
    }

    #[test]
    fn only_candidates_in_range_count() {
        assert_eq!(scalar(&[0xff; 32]), None);
        let mut carried = [0; 32];
        carried[30] = 1;
        let mut candidate = [0; 32];
        candidate[31] = 0xff;
        assert_eq!(scalar(&candidate), Some(carried));
    }
}
