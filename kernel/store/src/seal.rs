//! Rows that lie encrypted: those of tables and sequences that say so, once there is a key.

use crate::{Result, StoreError};
use bytes::Bytes;
use std::sync::Arc;

/// What a sealed row begins with, where others have their version or the head of their pieces. Rows
/// of sequences are whatever their owners make of them: hence four bytes, which no chance brings.
const MARK: [u8; 4] = [0x7f, b's', b'l', b'd'];

/// From this level of stored formats on, rows are sealed.
pub const SEALED: u32 = 3;

/// Encrypts rows. What is sealed for one place of one table cannot be opened as another's.
pub trait Sealer: Send + Sync {
    /// By how much sealed bytes are longer.
    fn extra(&self) -> usize;
    /// Adds the sealed bytes to `out`.
    fn seal(
        &self,
        table: &'static str,
        place: &[u8],
        bytes: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<()>;
    fn open(&self, table: &'static str, place: &[u8], sealed: &[u8]) -> Result<Bytes>;
}

/// How a transaction writes rows.
#[derive(Clone)]
pub(crate) struct Formats {
    pub level: u32,
    pub sealer: Option<Arc<dyn Sealer>>,
}

impl Formats {
    pub fn seal(&self, table: &'static str, place: &[u8], row: Bytes) -> Result<Bytes> {
        let Some(sealer) = self.sealer.as_ref().filter(|_| self.level >= SEALED) else {
            return Ok(row);
        };
        // Of exactly its size: rows live long in memory.
        let mut sealed = Vec::with_capacity(MARK.len() + row.len() + sealer.extra());
        sealed.extend_from_slice(&MARK);
        sealer.seal(table, place, &row, &mut sealed)?;
        Ok(sealed.into())
    }

    pub fn open(&self, table: &'static str, place: &[u8], sealed: &[u8]) -> Result<Bytes> {
        let sealer = self.sealer.as_ref();
        let sealer = sealer.ok_or_else(|| StoreError::corrupt("a sealed row without a key"))?;
        sealer.open(table, place, &sealed[MARK.len()..])
    }
}

pub(crate) fn is_sealed(row: &[u8]) -> bool {
    row.starts_with(&MARK)
}
