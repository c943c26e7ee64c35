//! Values as rows: a version, then the value with its field names.

use crate::{Result, StoreError};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::Cell;

/// A type that is kept in tables. Fields with a default may be added without a new version;
/// anything else needs one, and a `migrate` that reads the old ones.
pub trait Stored: Serialize + DeserializeOwned {
    /// At least 1.
    const VERSION: u32;

    /// The level of stored formats from which on rows are written as this version.
    const LEVEL: u32 = 1;

    /// The version before this one and the row as it has it ([`encode_body`]): for stores that
    /// are also written by those who do not know this version yet.
    fn before(&self) -> Result<(u32, Vec<u8>)> {
        Err(StoreError::Misuse("a row that has no version before"))
    }

    /// The version of a level below [`Stored::LEVEL`], of types that had more than one before.
    fn at_level(&self, level: u32) -> Result<(u32, Vec<u8>)> {
        _ = level;
        self.before()
    }

    /// Reads a row written as another version.
    fn migrate(version: u32, bytes: &[u8]) -> Result<Self> {
        _ = bytes;
        Err(StoreError::Corrupt(format!(
            "a row of version {version}, known is {}",
            Self::VERSION
        )))
    }
}

/// The row as version 1 has it, where only fields with a default were added since: for `before`.
/// Whoever knows no other version would lose or misread what `says_more`.
pub fn first_version<T: Serialize>(row: &T, says_more: bool) -> Result<(u32, Vec<u8>)> {
    match says_more {
        true => Err(StoreError::OlderReaders),
        false => Ok((1, encode_body(row)?)),
    }
}

/// Such a row as it is now, for `migrate`: what version 1 did not say has its default.
pub fn from_first_version<T: Stored>(version: u32, bytes: &[u8]) -> Result<T> {
    match version {
        1 => decode_body(bytes),
        other => Err(StoreError::Corrupt(format!(
            "a row of version {other}, known is {}",
            T::VERSION
        ))),
    }
}

/// Decodes the body of a row, for `migrate`.
pub fn decode_body<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    rmp_serde::from_slice(bytes).map_err(StoreError::corrupt)
}

/// Encodes the body of a row, for `before`.
pub fn encode_body<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    rmp_serde::to_vec_named(value).map_err(StoreError::corrupt)
}

const KEPT_BUFFER: usize = 64 << 10;

thread_local! {
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// As it may be written at this level.
pub(crate) fn encode<V: Stored>(value: &V, level: u32) -> Result<Bytes> {
    const { assert!(V::VERSION > 0, "version 0 marks a row in chunks") };
    const { assert!(V::VERSION < 0x7f, "that marks a sealed row") };
    if level < V::LEVEL {
        let (version, body) = value.at_level(level)?;
        let mut row = Vec::with_capacity(body.len() + 5);
        put_varint(&mut row, version.into());
        row.extend_from_slice(&body);
        return Ok(row.into());
    }
    // A buffer that has grown once, and a row of exactly its size: rows live long in memory.
    let mut buffer = BUFFER.take();
    buffer.clear();
    put_varint(&mut buffer, V::VERSION.into());
    let mut serializer = rmp_serde::Serializer::new(&mut buffer).with_struct_map();
    value
        .serialize(&mut serializer)
        .map_err(StoreError::corrupt)?;
    let row = Bytes::copy_from_slice(&buffer);
    if buffer.capacity() <= KEPT_BUFFER {
        BUFFER.set(buffer);
    }
    Ok(row)
}

/// Of something that serialises as a `V` of the newest version does.
pub(crate) fn encode_as<V: Stored>(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut row = Vec::with_capacity(512);
    put_varint(&mut row, V::VERSION.into());
    let mut serializer = rmp_serde::Serializer::new(&mut row).with_struct_map();
    value
        .serialize(&mut serializer)
        .map_err(StoreError::corrupt)?;
    Ok(row)
}

pub(crate) fn decode<V: Stored>(mut row: &[u8]) -> Result<V> {
    let version = take_varint(&mut row)?;
    match u32::try_from(version) {
        Ok(version) if version == V::VERSION => decode_body(row),
        Ok(version) => V::migrate(version, row),
        Err(_) => Err(StoreError::corrupt("a row without a version")),
    }
}

pub fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub fn take_varint(input: &mut &[u8]) -> Result<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = input
            .split_first()
            .ok_or_else(|| StoreError::corrupt("a number that is cut off"))?;
        *input = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(StoreError::corrupt("a number that does not end"))
}
