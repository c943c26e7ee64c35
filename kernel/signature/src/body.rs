//! Checking a plain body against the hash the client announced.

use ring::digest::{Context, SHA256};

use crate::digest::hex_string;
use crate::error::SignatureError;

/// Hashes a body piece by piece and compares at the end.
#[derive(Clone)]
pub struct Sha256Check {
    expected: String,
    context: Context,
}

impl Sha256Check {
    /// A check against a SHA-256 in hexadecimal.
    pub fn new(expected_hex: impl Into<String>) -> Sha256Check {
        Sha256Check {
            expected: expected_hex.into(),
            context: Context::new(&SHA256),
        }
    }

    /// Takes the next piece of the body.
    pub fn update(&mut self, piece: &[u8]) {
        self.context.update(piece);
    }

    /// Compares, after the last piece.
    pub fn finish(self) -> Result<(), SignatureError> {
        let computed = hex_string(self.context.finish().as_ref());
        if computed.eq_ignore_ascii_case(&self.expected) {
            Ok(())
        } else {
            Err(SignatureError::BodyHashMismatch {
                client: self.expected,
                computed,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::{EMPTY_SHA256, sha256_hex};

    #[test]
    fn pieces_add_up() {
        let mut check = Sha256Check::new(sha256_hex(b"hello world"));
        check.update(b"hello ");
        check.update(b"world");
        assert!(check.finish().is_ok());
    }

    #[test]
    fn another_body_is_told_with_both_hashes() {
        let mut check = Sha256Check::new(EMPTY_SHA256);
        check.update(b"x");
        let expected = SignatureError::BodyHashMismatch {
            client: EMPTY_SHA256.into(),
            computed: sha256_hex(b"x"),
        };
        assert_eq!(check.finish(), Err(expected));
    }
}
