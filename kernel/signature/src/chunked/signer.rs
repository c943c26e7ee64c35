//! Making `aws-chunked` bodies.

use super::kind::ChunkedKind;
use super::rolling::Rolling;
use super::trailer::{SIGNATURE, canonical};
use crate::algorithm::Algorithm;
use crate::digest::sha256;
use crate::seed::Seed;
use crate::v4a::PADDED_SIGNATURE;

/// Frames and signs the chunks of a body. Without a seed the chunks are not signed.
#[derive(Debug)]
pub struct ChunkSigner {
    rolling: Option<Rolling>,
    trailer: bool,
}

impl ChunkSigner {
    /// A signer going on from a signed request's seed.
    pub fn new(kind: ChunkedKind, seed: Option<Seed>) -> ChunkSigner {
        let rolling = seed.filter(|_| kind.is_signed()).map(Rolling::new);
        ChunkSigner {
            rolling,
            trailer: kind.has_trailer(),
        }
    }

    /// Appends one chunk to `out`. An empty one would end the body, so it is left out.
    pub fn chunk(&mut self, data: &[u8], out: &mut Vec<u8>) {
        if data.is_empty() {
            return;
        }
        self.head(data, out);
        out.extend_from_slice(data);
        out.extend_from_slice(b"\r\n");
    }

    /// Appends the last chunk, the trailer if the kind has one, and the end.
    pub fn finish(mut self, trailers: &[(String, String)], out: &mut Vec<u8>) {
        self.head(b"", out);
        if self.trailer {
            for (name, value) in trailers {
                push_all(out, &[name, ":", value, "\r\n"]);
            }
            if let Some(rolling) = &mut self.rolling {
                let signature = rolling
                    .sign_trailer(sha256(&canonical(trailers)).as_ref())
                    .to_owned();
                push_all(
                    out,
                    &[
                        SIGNATURE,
                        ":",
                        &padded(rolling.algorithm(), signature),
                        "\r\n",
                    ],
                );
            }
        }
        out.extend_from_slice(b"\r\n");
    }

    fn head(&mut self, data: &[u8], out: &mut Vec<u8>) {
        push_all(out, &[&format!("{:x}", data.len())]);
        if let Some(rolling) = &mut self.rolling {
            let signature = rolling.sign_chunk(sha256(data).as_ref()).to_owned();
            push_all(
                out,
                &[";chunk-signature=", &padded(rolling.algorithm(), signature)],
            );
        }
        out.extend_from_slice(b"\r\n");
    }
}

fn padded(algorithm: Algorithm, mut signature: String) -> String {
    if algorithm == Algorithm::V4a {
        while signature.len() < PADDED_SIGNATURE {
            signature.push('*');
        }
    }
    signature
}

fn push_all(out: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
}
