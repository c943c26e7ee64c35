//! Which rows of a table a scan is about.

use crate::KeyRange;
use crate::key::{Key, encode_open, key_bytes};
use crate::range::{prefix_end, successor};

/// A range of keys, relative to the table. Each method narrows it.
#[derive(Clone, Debug, Default)]
pub struct Span {
    start: Vec<u8>,
    end: Option<Vec<u8>>,
}

impl Span {
    pub fn all() -> Self {
        Self::default()
    }

    /// Rows whose key begins with these parts.
    pub fn prefix(parts: &(impl Key + ?Sized)) -> Self {
        Self::raw_prefix(key_bytes(parts))
    }

    /// Rows whose key begins with these parts, followed by a text (or bytes) that begins so.
    pub fn starts_with(parts: &(impl Key + ?Sized), text: impl AsRef<[u8]>) -> Self {
        Self::raw_prefix(open_bytes(parts, text.as_ref()))
    }

    /// Keys that begin with these bytes, encoded as by [`key_bytes`].
    pub fn raw_prefix(bytes: Vec<u8>) -> Self {
        let end = prefix_end(&bytes);
        Self { start: bytes, end }
    }

    /// From this key on, including it and all that begin with it.
    pub fn from(self, key: &(impl Key + ?Sized)) -> Self {
        self.not_below(key_bytes(key))
    }

    /// Behind exactly this key. For keyset paging.
    pub fn after(self, key: &(impl Key + ?Sized)) -> Self {
        self.not_below(successor(&key_bytes(key)))
    }

    /// Behind all keys that begin with these parts.
    pub fn after_prefix(self, parts: &(impl Key + ?Sized)) -> Self {
        self.past(&key_bytes(parts))
    }

    /// Behind all keys that begin with these parts and then a text that begins so.
    pub fn after_starting(self, parts: &(impl Key + ?Sized), text: impl AsRef<[u8]>) -> Self {
        self.past(&open_bytes(parts, text.as_ref()))
    }

    /// Before this key.
    pub fn before(mut self, key: &(impl Key + ?Sized)) -> Self {
        let end = key_bytes(key);
        if self.end.as_ref().is_none_or(|old| *old > end) {
            self.end = Some(end);
        }
        self
    }

    fn past(self, prefix: &[u8]) -> Self {
        match prefix_end(prefix) {
            Some(start) => self.not_below(start),
            None => Self {
                end: Some(self.start.clone()),
                start: self.start,
            },
        }
    }

    fn not_below(mut self, start: Vec<u8>) -> Self {
        if start > self.start {
            self.start = start;
        }
        self
    }

    /// The range of keys under a table's prefix.
    pub(crate) fn under(&self, table: Vec<u8>) -> KeyRange {
        let end = match &self.end {
            Some(end) => Some([table.as_slice(), end].concat()),
            None => prefix_end(&table),
        };
        let mut start = table;
        start.extend_from_slice(&self.start);
        KeyRange { start, end }
    }
}

fn open_bytes(parts: &(impl Key + ?Sized), text: &[u8]) -> Vec<u8> {
    let mut bytes = key_bytes(parts);
    encode_open(text, &mut bytes);
    bytes
}
