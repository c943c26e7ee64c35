//! Wildcard matching.
//!
//! A compiled *mask* is UTF-8 text in which the two bytes that UTF-8 never uses stand for the
//! wildcards. Whatever a policy variable puts into a mask is therefore literal by construction.
//!
//! What stands before the first run of any characters begins the text, what stands behind the last
//! ends it, and the pieces between are looked for one after the other: an earliest find leaves the
//! most room for the rest. No piece costs the product of its length and the text's, so that no
//! policy, however it was written, makes a decision slow.

use super::search;
use std::borrow::Cow;

/// Any run of characters, also none.
pub(crate) const MANY: u8 = 0xFF;
/// Exactly one character.
pub(crate) const ONE: u8 = 0xFE;

/// Whether `text` matches `pattern`, in which `*` is any run of characters and `?` any one.
pub fn glob(pattern: &str, text: &str) -> bool {
    let mut mask = Vec::with_capacity(pattern.len());
    push_wild(&mut mask, pattern);
    matches(&mask, text)
}

/// Appends `text` to a mask, its wildcards compiled.
pub(crate) fn push_wild(mask: &mut Vec<u8>, text: &str) {
    mask.extend(text.bytes().map(|byte| match byte {
        b'*' => MANY,
        b'?' => ONE,
        other => other,
    }));
}

/// Like [`matches`] for a lower-case mask and text in any case.
pub(crate) fn matches_lowered(mask: &[u8], text: &str) -> bool {
    let text = match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Borrowed(text),
    };
    matches(mask, &text)
}

pub(crate) fn is_literal(mask: &[u8]) -> bool {
    !mask.iter().any(|byte| matches!(*byte, MANY | ONE))
}

pub(crate) fn matches(mask: &[u8], text: &str) -> bool {
    let text = text.as_bytes();
    let Some(first) = memchr::memchr(MANY, mask) else {
        return begins(mask, text) == Some(text.len());
    };
    let last = memchr::memrchr(MANY, mask).unwrap_or(first);
    let Some(from) = begins(&mask[..first], text) else {
        return false;
    };
    let Some(to) = ends(&mask[last + 1..], text).filter(|to| *to >= from) else {
        return false;
    };
    // The two wildcards may be one and the same.
    let between = mask.get(first + 1..last).unwrap_or_default();
    let mut rest = &text[from..to];
    between
        .split(|byte| *byte == MANY)
        .filter(|piece| !piece.is_empty())
        .all(|piece| match search::find(piece, rest) {
            Some(end) => {
                rest = &rest[end..];
                true
            }
            None => false,
        })
}

/// Where the piece ends that the text begins with.
fn begins(piece: &[u8], text: &[u8]) -> Option<usize> {
    let mut at = 0;
    for &wanted in piece {
        let found = *text.get(at)?;
        at += match wanted {
            ONE => width(found),
            wanted if wanted == found => 1,
            _ => return None,
        };
    }
    Some(at)
}

/// Where the piece begins that the text ends with.
fn ends(piece: &[u8], text: &[u8]) -> Option<usize> {
    let mut at = text.len();
    for &wanted in piece.iter().rev() {
        at = at.checked_sub(1)?;
        match wanted {
            ONE => {
                while is_inner(text[at]) {
                    at = at.checked_sub(1)?;
                }
            }
            wanted if wanted == text[at] => {}
            _ => return None,
        }
    }
    Some(at)
}

/// Of a character's bytes, all but the first.
pub(super) fn is_inner(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// The length of the character that begins with `first`.
pub(super) fn width(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}
