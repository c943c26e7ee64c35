//! An entry of the log: what one group of commits wrote and whom it wakes.
//!
//! The keys are a byte for the form, then for each key how many bytes it shares with the one before
//! it, twice the number of its further bytes (plus one if the key was put, not deleted), and those.

use haneul_store::parts::{Written, put_varint, take_varint};
use haneul_store::{Result, StoreError};

const LISTED: u8 = 1;
/// Too many to list.
const ANY: u8 = 2;

/// More than this is not worth being listed: who follows the log begins anew.
const MAX_BYTES: usize = 8 << 20;

pub struct Entry {
    pub version: u64,
    pub group: Vec<u8>,
    pub keys: Keys,
    pub channels: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Keys {
    Listed(Vec<Written>),
    Any,
}

/// The keys must be sorted.
pub fn encode<'a>(keys: impl Iterator<Item = (&'a [u8], bool)>) -> Vec<u8> {
    let mut out = vec![LISTED];
    let mut last: &[u8] = &[];
    for (key, is_put) in keys {
        let shared = last.iter().zip(key).take_while(|(a, b)| a == b).count();
        let rest = &key[shared..];
        put_varint(&mut out, shared as u64);
        put_varint(&mut out, (rest.len() as u64) << 1 | u64::from(is_put));
        out.extend_from_slice(rest);
        last = key;
        if out.len() > MAX_BYTES {
            return vec![ANY];
        }
    }
    out
}

pub fn decode(bytes: &[u8]) -> Result<Keys> {
    let (form, mut rest) = bytes.split_first().ok_or_else(damaged)?;
    match *form {
        ANY => return Ok(Keys::Any),
        LISTED => {}
        _ => return Err(damaged()),
    }
    let mut keys: Vec<Written> = Vec::new();
    while !rest.is_empty() {
        let shared = take_varint(&mut rest)? as usize;
        let number = take_varint(&mut rest)?;
        let length = (number >> 1) as usize;
        let last = keys.last().map_or(&[][..], |written| &written.key);
        let begin = last.get(..shared).ok_or_else(damaged)?;
        let end = rest.get(..length).ok_or_else(damaged)?;
        let key = [begin, end].concat();
        keys.push(Written {
            key,
            is_put: number & 1 == 1,
        });
        rest = &rest[length..];
    }
    Ok(Keys::Listed(keys))
}

fn damaged() -> StoreError {
    StoreError::corrupt("an entry of the database's log")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(keys: std::collections::BTreeMap<Vec<u8>, bool>) {
            let bytes = encode(keys.iter().map(|(key, is_put)| (key.as_slice(), *is_put)));
            let expected = keys.into_iter().map(|(key, is_put)| Written { key, is_put });
            prop_assert_eq!(decode(&bytes).unwrap(), Keys::Listed(expected.collect()));
        }

        #[test]
        fn anything_may_be_read(bytes: Vec<u8>) {
            _ = decode(&bytes);
        }
    }
}
