//! Rows that an older Haneul knows less of. While one takes part in the cloud, they are written as it
//! reads them, and what it would lose or misread is not written at all.

use haneul_store::{Result, StoreError, decode_body, encode_body};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// From this level on everybody reads rows as they are.
pub const LEVEL: u32 = 2;
pub const VERSION: u32 = 2;

/// The row as version 1 has it, if it says no more than that could.
pub fn before<T: Serialize>(row: &T, says_more: bool) -> Result<(u32, Vec<u8>)> {
    match says_more {
        true => Err(StoreError::Misuse(
            "what a node of an older version would misread, while one takes part",
        )),
        false => Ok((1, encode_body(row)?)),
    }
}

/// What version 1 did not say has its default.
pub fn migrate<T: DeserializeOwned>(version: u32, bytes: &[u8]) -> Result<T> {
    match version {
        1 => decode_body(bytes),
        other => Err(StoreError::Corrupt(format!(
            "a row of version {other}, known is {VERSION}"
        ))),
    }
}
