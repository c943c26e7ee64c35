//! Keys longer than PostgreSQL's indexes take.
//!
//! A key of more than [`LONGEST`] bytes is stored under its first so many bytes and the digest of
//! the whole; the whole is kept beside it. The stored order is then right except among long keys
//! that begin alike, which a page brings in order.

use haneul_store::{KeyRange, prefix_end};
use ring::digest::{SHA256, digest};
use std::borrow::Cow;

/// An entry of PostgreSQL's index may have about 2,700 bytes.
pub const LONGEST: usize = 2_000;

/// What the key is stored under.
pub fn stored(key: &[u8]) -> Cow<'_, [u8]> {
    match key.get(..LONGEST) {
        Some(begin) if key.len() > LONGEST => {
            Cow::Owned([begin, digest(&SHA256, key).as_ref()].concat())
        }
        _ => Cow::Borrowed(key),
    }
}

/// The whole key, if it has to be kept.
pub fn kept(key: &[u8]) -> Option<&[u8]> {
    Some(key).filter(|key| key.len() > LONGEST)
}

/// The beginning that long keys share whose stored order means nothing.
pub fn family(stored: &[u8]) -> Option<&[u8]> {
    stored.get(..LONGEST).filter(|_| stored.len() > LONGEST)
}

/// Where the rows of a range are stored, perhaps among a few of its neighbours.
pub fn stored_range(range: &KeyRange) -> (Vec<u8>, Vec<u8>) {
    let start = ambiguous(&range.start).unwrap_or(&range.start).to_vec();
    let end = match &range.end {
        Some(end) => ambiguous(end).map_or_else(|| Some(end.clone()), prefix_end),
        None => None,
    };
    // Keys from here on are nobody's.
    (start, end.unwrap_or_else(|| vec![0xff]))
}

/// The family that this bound goes through. The bound right behind the key that a family begins
/// with goes through none.
fn ambiguous(bound: &[u8]) -> Option<&[u8]> {
    family(bound).filter(|family| bound[family.len()..] != [0])
}
