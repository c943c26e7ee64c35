//! Rows that an older Haneul knows less of. While one takes part in the cloud, they are written as it
//! reads them, and what it would lose or misread is not written at all.

use haneul_store::{Result, Stored, first_version, from_first_version};

/// From this level on everybody reads rows as they are.
pub const LEVEL: u32 = 2;
pub const VERSION: u32 = 2;
/// From this level on everybody knows keys of KMS in rules of replication and in inventories.
pub const KEYS_IN_RULES: u32 = 5;
/// From this level on everybody opens what is encrypted in two layers.
pub const TWO_LAYERS: u32 = 8;

/// The row as version 1 has it, if it says no more than that could.
pub fn before<T: Stored>(row: &T, says_more: bool) -> Result<(u32, Vec<u8>)> {
    first_version(row, says_more)
}

/// What version 1 did not say has its default.
pub fn migrate<T: Stored>(version: u32, bytes: &[u8]) -> Result<T> {
    from_first_version(version, bytes)
}
