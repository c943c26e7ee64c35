//! The signing key of SigV4.

use ring::hmac::{self, HMAC_SHA256};

use crate::digest::{hex_string, sha256_from_hex};

/// A key that signs for one day, region and service.
#[derive(Clone)]
pub struct SigningKey(hmac::Key);

impl SigningKey {
    /// Derives the key from the secret; costs four HMACs.
    pub fn derive(secret: &str, date: &str, region: &str, service: &str) -> SigningKey {
        let mut seed = Vec::with_capacity(4 + secret.len());
        seed.extend_from_slice(b"AWS4");
        seed.extend_from_slice(secret.as_bytes());
        let key = [date, region, service, "aws4_request"]
            .iter()
            .fold(hmac::Key::new(HMAC_SHA256, &seed), |key, part| {
                hmac::Key::new(HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref())
            });
        SigningKey(key)
    }

    /// Signs a text, giving lowercase hexadecimal.
    pub fn sign_hex(&self, text: &[u8]) -> String {
        hex_string(hmac::sign(&self.0, text).as_ref())
    }

    /// Compares in constant time.
    pub(crate) fn verify_hex(&self, text: &[u8], signature: &str) -> bool {
        sha256_from_hex(signature).is_some_and(|tag| hmac::verify(&self.0, text, &tag).is_ok())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SigningKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_matches_itself_only() {
        let key = SigningKey::derive("secret", "20150830", "us-east-1", "iam");
        let signature = key.sign_hex(b"text");
        assert!(key.verify_hex(b"text", &signature));
        assert!(!key.verify_hex(b"Text", &signature));
        assert!(!key.verify_hex(b"text", &signature[1..]));
        assert!(!key.verify_hex(b"text", ""));
        assert!(key.verify_hex(b"text", &signature.to_uppercase()));
        let broken = signature.replace(|c: char| c.is_ascii_alphabetic(), "g");
        assert!(!key.verify_hex(b"text", &broken));
    }
}
