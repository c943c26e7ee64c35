//! What is left of a checked request for checking what follows it.

use crate::derived::Derived;

/// The key, scope, date and signature that the signatures of chunks, trailers and events build on.
#[derive(Clone)]
pub struct Seed {
    pub(crate) key: Derived,
    pub(crate) amz_date: String,
    pub(crate) scope: String,
    pub(crate) signature: String,
}

impl Seed {
    /// The signature of the request itself, or of the last chunk.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The moment of signing as `yyyyMMdd'T'HHmmss'Z'`.
    pub fn amz_date(&self) -> &str {
        &self.amz_date
    }

    /// `date/region/service/aws4_request`.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// Signs a text with the request's key, giving hexadecimal.
    pub fn sign_hex(&self, text: &[u8]) -> String {
        self.key.sign_hex(text)
    }

    /// Checks a text's signature with the request's key, in constant time.
    pub fn verify_hex(&self, text: &[u8], signature: &str) -> bool {
        self.key.verify_hex(text, signature)
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "Seed({} {} {})",
            self.amz_date, self.scope, self.signature
        )
    }
}
