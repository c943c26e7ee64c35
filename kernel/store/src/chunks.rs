//! Rows too large for one value: a head in the row's place, the pieces beside the table.
//!
//! The head is a zero (no row has version 0), the number of pieces and the length.

use crate::limits::{MAX_ROW, MAX_VALUE};
use crate::row::{put_varint, take_varint};
use crate::{Result, StoreError, Tx};
use bytes::Bytes;

pub(crate) const SUFFIX: &str = "~chunks";

/// What a row's place holds.
pub(crate) enum Head {
    Whole(Bytes),
    Pieces { count: u32, length: usize },
}

impl Head {
    pub fn parse(value: Bytes) -> Result<Self> {
        if value.first() != Some(&0) {
            return Ok(Self::Whole(value));
        }
        let mut rest = &value[1..];
        let (count, length) = (take_varint(&mut rest)?, take_varint(&mut rest)?);
        match (u32::try_from(count), usize::try_from(length)) {
            (Ok(count), Ok(length)) if length <= MAX_ROW => Ok(Self::Pieces { count, length }),
            _ => Err(StoreError::corrupt("the head of a row in chunks")),
        }
    }
}

/// Writes the pieces under their key prefix; the head to put in the row's place.
pub(crate) fn write(tx: &mut Tx, prefix: &[u8], row: &Bytes) -> Result<Bytes> {
    if row.len() > MAX_ROW {
        return Err(StoreError::TooLarge);
    }
    let mut count = 0u32;
    for start in (0..row.len()).step_by(MAX_VALUE) {
        let end = row.len().min(start + MAX_VALUE);
        tx.put(&piece_key(prefix, count), row.slice(start..end))?;
        count += 1;
    }
    let mut head = vec![0];
    put_varint(&mut head, count.into());
    put_varint(&mut head, row.len() as u64);
    Ok(head.into())
}

/// The pieces belong to the head, which is read with tracking, so they need none.
pub(crate) fn read(tx: &Tx, prefix: &[u8], count: u32, length: usize) -> Result<Bytes> {
    let mut row = Vec::with_capacity(length);
    for piece in 0..count {
        let piece = tx.get_untracked(&piece_key(prefix, piece))?;
        row.extend_from_slice(
            &piece.ok_or_else(|| StoreError::corrupt("a row that lacks a piece"))?,
        );
    }
    if row.len() != length {
        return Err(StoreError::corrupt("a row with pieces of the wrong length"));
    }
    Ok(row.into())
}

pub(crate) fn delete(tx: &mut Tx, prefix: &[u8], count: u32) -> Result<()> {
    (0..count).try_for_each(|piece| tx.delete(&piece_key(prefix, piece)))
}

fn piece_key(prefix: &[u8], piece: u32) -> Vec<u8> {
    [prefix, &piece.to_be_bytes()].concat()
}
