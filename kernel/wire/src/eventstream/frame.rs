//! The framing of `application/vnd.amazon.eventstream`: a prelude of lengths, typed headers, a
//! payload, and a checksum for the prelude and for the whole.

use super::header::{self, HeaderValue};
use crate::WireError;
use crate::bad::{Bad, Read};
use bytes::Bytes;
use crc_fast::{CrcAlgorithm, checksum};
use haneul_model::Protocol;

/// The largest frame that is read: 16 MiB of payload and 128 KiB of headers fit.
pub const MAX_FRAME: usize = 16 * 1024 * 1024 + 128 * 1024 + OVERHEAD;
const OVERHEAD: usize = 16;

/// One message of a stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    pub headers: Vec<(String, HeaderValue)>,
    pub payload: Bytes,
}

fn crc32(bytes: &[u8]) -> u32 {
    checksum(CrcAlgorithm::Crc32IsoHdlc, bytes) as u32
}

impl Frame {
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        match self.header(name)? {
            HeaderValue::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn encode(&self) -> Bytes {
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            header::write(&mut headers, name, value);
        }
        let total = headers.len() + self.payload.len() + OVERHEAD;
        let mut out = Vec::with_capacity(total);
        out.extend_from_slice(&(total as u32).to_be_bytes());
        out.extend_from_slice(&(headers.len() as u32).to_be_bytes());
        let prelude = crc32(&out);
        out.extend_from_slice(&prelude.to_be_bytes());
        out.extend_from_slice(&headers);
        out.extend_from_slice(&self.payload);
        let message = crc32(&out);
        out.extend_from_slice(&message.to_be_bytes());
        out.into()
    }

    /// The first frame of `bytes` and how many bytes it takes; `None` until all of it is there.
    pub fn decode(bytes: &[u8]) -> Result<Option<(Frame, usize)>, WireError> {
        decode(bytes).map_err(|bad| bad.in_words_of(Protocol::RestJson))
    }
}

pub(super) fn malformed() -> Bad {
    Bad::Form("The event stream is malformed.".into())
}

/// Bytes taken from the front.
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| malformed())
    }

    fn length(&mut self) -> Read<usize> {
        self.array().map(|n| u32::from_be_bytes(n) as usize)
    }

    pub(super) fn sized(&mut self) -> Read<&'a [u8]> {
        let length = u16::from_be_bytes(self.array()?);
        self.take(length.into())
    }
}

fn decode(bytes: &[u8]) -> Read<Option<(Frame, usize)>> {
    if bytes.len() < 12 {
        return Ok(None);
    }
    let mut cursor = Cursor(bytes);
    let (total, headers) = (cursor.length()?, cursor.length()?);
    let sum = u32::from_be_bytes(cursor.array()?);
    if sum != crc32(&bytes[..8]) || !(OVERHEAD..=MAX_FRAME).contains(&total) {
        return Err(malformed());
    }
    let payload = (total - OVERHEAD).checked_sub(headers);
    let payload = payload.ok_or_else(malformed)?;
    if bytes.len() < total {
        return Ok(None);
    }
    let headers = header::read_all(cursor.take(headers)?)?;
    let payload = Bytes::copy_from_slice(cursor.take(payload)?);
    if u32::from_be_bytes(cursor.array()?) != crc32(&bytes[..total - 4]) {
        return Err(malformed());
    }
    Ok(Some((Frame { headers, payload }, total)))
}
