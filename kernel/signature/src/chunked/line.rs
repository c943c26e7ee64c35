//! Lines of the framing, which may be cut anywhere on the wire.

use bytes::Bytes;

use crate::error::SignatureError;

/// Collects one line, holding no more than the limit.
#[derive(Debug, Default)]
pub(super) struct LineReader {
    held: Vec<u8>,
}

impl LineReader {
    /// Takes a line off the wire, without its line end. `None` means its end has not come yet.
    pub(super) fn take(
        &mut self,
        wire: &mut Bytes,
        limit: usize,
    ) -> Result<Option<Bytes>, SignatureError> {
        let window = &wire[..wire.len().min(limit + 2)];
        let Some(at) = window.iter().position(|byte| *byte == b'\n') else {
            if self.held.len() + wire.len() > limit + 1 {
                return Err(SignatureError::MalformedChunk("a line is too long"));
            }
            self.held.extend_from_slice(wire);
            wire.clear();
            return Ok(None);
        };
        let mut line = wire.split_to(at + 1);
        line.truncate(at);
        if !self.held.is_empty() {
            self.held.extend_from_slice(&line);
            line = Bytes::from(std::mem::take(&mut self.held));
        }
        if line.last() == Some(&b'\r') {
            line.truncate(line.len() - 1);
        }
        if line.len() > limit {
            return Err(SignatureError::MalformedChunk("a line is too long"));
        }
        Ok(Some(line))
    }

    /// Whether a line has begun.
    pub(super) fn has_begun(&self) -> bool {
        !self.held.is_empty()
    }
}

/// Size and signature of a chunk.
pub(super) struct ChunkHead {
    pub(super) size: u64,
    pub(super) signature: Option<String>,
}

impl ChunkHead {
    pub(super) fn parse(line: &[u8]) -> Result<ChunkHead, SignatureError> {
        let malformed = SignatureError::MalformedChunk("a chunk does not begin with its size");
        let Ok(text) = std::str::from_utf8(line) else {
            return Err(malformed);
        };
        let mut parts = text.split(';').map(str::trim);
        let size = parts.next().unwrap_or_default();
        if size.is_empty() || size.len() > 16 || !size.bytes().all(|byte| byte.is_ascii_hexdigit())
        {
            return Err(malformed);
        }
        let Ok(size) = u64::from_str_radix(size, 16) else {
            return Err(malformed);
        };
        let signature = parts
            .find_map(|part| part.strip_prefix("chunk-signature="))
            .map(str::to_owned);
        Ok(ChunkHead { size, signature })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_may_come_in_pieces() {
        let mut reader = LineReader::default();
        assert_eq!(reader.take(&mut Bytes::from_static(b"40"), 8), Ok(None));
        assert!(reader.has_begun());
        let mut wire = Bytes::from_static(b"0\r\nrest");
        assert_eq!(
            reader.take(&mut wire, 8),
            Ok(Some(Bytes::from_static(b"400")))
        );
        assert_eq!(wire, "rest");
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let mut reader = LineReader::default();
        assert_eq!(
            reader.take(&mut Bytes::from_static(b"123456789"), 8),
            Ok(None)
        );
        assert!(reader.take(&mut Bytes::from_static(b"1"), 8).is_err());
        assert!(
            LineReader::default()
                .take(&mut Bytes::from_static(b"1234567890\n"), 8)
                .is_err()
        );
    }

    #[test]
    fn heads_are_read() {
        let head = ChunkHead::parse(b"10000;chunk-signature=ab").unwrap();
        assert_eq!((head.size, head.signature.as_deref()), (65536, Some("ab")));
        for bad in [
            &b""[..],
            b";",
            b"+1",
            b"-1",
            b"g",
            b"11111111111111111",
            b"\xff",
        ] {
            assert!(ChunkHead::parse(bad).is_err());
        }
    }
}
