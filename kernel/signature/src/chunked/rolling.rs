//! The chain of signatures: each chunk's signature covers the one before.

use crate::algorithm::Algorithm;
use crate::digest::{EMPTY_SHA256, push_hex, text};
use crate::error::SignatureError;
use crate::seed::Seed;

/// A seed whose signature moves on with every chunk.
#[derive(Clone, Debug)]
pub(super) struct Rolling(Seed);

impl Rolling {
    pub(super) fn new(seed: Seed) -> Rolling {
        Rolling(seed)
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.0.key.algorithm()
    }

    /// Checks a chunk's signature, given the SHA-256 of its data.
    pub(super) fn check_chunk(
        &mut self,
        hash: &[u8],
        signature: &str,
    ) -> Result<(), SignatureError> {
        self.check(self.chunk_text(hash), signature)
    }

    /// Checks the trailer's signature, given the SHA-256 of its canonical lines.
    pub(super) fn check_trailer(
        &mut self,
        hash: &[u8],
        signature: &str,
    ) -> Result<(), SignatureError> {
        self.check(self.trailer_text(hash), signature)
    }

    pub(super) fn sign_chunk(&mut self, hash: &[u8]) -> &str {
        self.sign(self.chunk_text(hash))
    }

    pub(super) fn sign_trailer(&mut self, hash: &[u8]) -> &str {
        self.sign(self.trailer_text(hash))
    }

    fn check(&mut self, to_sign: Vec<u8>, signature: &str) -> Result<(), SignatureError> {
        // SigV4a signatures come padded to a fixed width, but enter the next text without the padding.
        let signature = signature.trim_end_matches('*');
        if !self.0.verify_hex(&to_sign, signature) {
            let string_to_sign = text(to_sign);
            return Err(SignatureError::ChunkMismatch {
                string_to_sign,
                signature: signature.to_owned(),
            });
        }
        signature.clone_into(&mut self.0.signature);
        Ok(())
    }

    fn sign(&mut self, to_sign: Vec<u8>) -> &str {
        self.0.signature = self.0.sign_hex(&to_sign);
        &self.0.signature
    }

    fn chunk_text(&self, hash: &[u8]) -> Vec<u8> {
        let mut out = self.start("-PAYLOAD\n");
        out.extend_from_slice(EMPTY_SHA256.as_bytes());
        out.push(b'\n');
        push_hex(&mut out, hash);
        out
    }

    fn trailer_text(&self, hash: &[u8]) -> Vec<u8> {
        let mut out = self.start("-TRAILER\n");
        push_hex(&mut out, hash);
        out
    }

    fn start(&self, suffix: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(420);
        let Seed {
            amz_date,
            scope,
            signature,
            ..
        } = &self.0;
        for part in [
            self.algorithm().name(),
            suffix,
            amz_date,
            "\n",
            scope,
            "\n",
            signature,
            "\n",
        ] {
            out.extend_from_slice(part.as_bytes());
        }
        out
    }
}
