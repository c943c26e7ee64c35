//! The lines after the last chunk.

use super::Trailers;
use super::rolling::Rolling;
use crate::canonical::push_value;
use crate::digest::sha256;
use crate::error::SignatureError;

/// The name of the line that signs the others.
pub(super) const SIGNATURE: &str = "x-amz-trailer-signature";

/// What all trailer lines together may hold.
const LIMIT: usize = 16 * 1024;

/// Collects trailer lines.
#[derive(Debug, Default)]
pub(super) struct TrailerReader {
    lines: Trailers,
    taken: usize,
    signed: bool,
}

impl TrailerReader {
    /// Takes a line that is not empty. `rolling` is there for signed kinds.
    pub(super) fn line(
        &mut self,
        line: &[u8],
        rolling: Option<&mut Rolling>,
    ) -> Result<(), SignatureError> {
        self.count(line.len())?;
        let (name, value) = split(line).ok_or(SignatureError::MalformedTrailer)?;
        if self.signed {
            return Err(SignatureError::MalformedTrailer);
        }
        match rolling {
            Some(rolling) if name == SIGNATURE => {
                self.signed = true;
                rolling.check_trailer(sha256(&canonical(&self.lines)).as_ref(), &value)
            }
            None if name == SIGNATURE => {
                self.signed = true;
                Ok(())
            }
            _ => {
                self.lines.push((name, value));
                Ok(())
            }
        }
    }

    /// Counts an empty line against the limit too.
    pub(super) fn count(&mut self, length: usize) -> Result<(), SignatureError> {
        self.taken += length + 2;
        if self.taken > LIMIT {
            Err(SignatureError::MalformedTrailer)
        } else {
            Ok(())
        }
    }

    pub(super) fn is_signed(&self) -> bool {
        self.signed
    }

    pub(super) fn into_lines(self) -> Trailers {
        self.lines
    }
}

fn split(line: &[u8]) -> Option<(String, String)> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    let name = name.trim().to_ascii_lowercase();
    (!name.is_empty()).then(|| (name, value.trim().to_owned()))
}

/// The text whose hash is signed: `name:value` lines sorted by name.
pub(super) fn canonical(lines: &[(String, String)]) -> Vec<u8> {
    let mut sorted: Vec<&(String, String)> = lines.iter().collect();
    sorted.sort();
    let mut out = Vec::new();
    for (name, value) in sorted {
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        push_value(&mut out, value.as_bytes());
        out.push(b'\n');
    }
    out
}
