//! Limits that keep every engine possible.

use crate::{Result, StoreError};

pub const MAX_KEY: usize = 10_000;
pub const MAX_TRANSACTION: usize = 32 << 20;
/// A value larger than this is cut into chunks by the tables.
pub const MAX_VALUE: usize = 90_000;
pub const MAX_ROW: usize = 16 << 20;

/// Keys from here on belong to the engines.
pub(crate) const RESERVED: u8 = 0xff;

pub(crate) fn check_key(key: &[u8]) -> Result<()> {
    match key.first() {
        None => Err(StoreError::Misuse("an empty key")),
        Some(&RESERVED) => Err(StoreError::Misuse("a reserved key")),
        Some(_) if key.len() > MAX_KEY => Err(StoreError::TooLarge),
        Some(_) => Ok(()),
    }
}
