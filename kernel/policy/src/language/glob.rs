//! Wildcard matching.
//!
//! A compiled *mask* is UTF-8 text in which the two bytes that UTF-8 never uses stand for the
//! wildcards. Whatever a policy variable puts into a mask is therefore literal by construction.

/// Any run of characters, also none.
pub(crate) const MANY: u8 = 0xFF;
/// Exactly one character.
pub(crate) const ONE: u8 = 0xFE;

/// Whether `text` matches `pattern`, in which `*` is any run of characters and `?` any one.
/// The work is bounded by the product of both lengths.
pub fn glob(pattern: &str, text: &str) -> bool {
    run(pattern.as_bytes(), text, b'*', b'?', |wanted, found| {
        wanted == found
    })
}

/// Appends `text` to a mask, its wildcards compiled.
pub(crate) fn push_wild(mask: &mut Vec<u8>, text: &str) {
    mask.extend(text.bytes().map(|byte| match byte {
        b'*' => MANY,
        b'?' => ONE,
        other => other,
    }));
}

pub(crate) fn matches(mask: &[u8], text: &str) -> bool {
    run(mask, text, MANY, ONE, |wanted, found| wanted == found)
}

/// Like [`matches`] for a lower-case mask and text in any case.
pub(crate) fn matches_lowered(mask: &[u8], text: &str) -> bool {
    run(mask, text, MANY, ONE, |wanted, found| {
        wanted == found.to_ascii_lowercase()
    })
}

pub(crate) fn is_literal(mask: &[u8]) -> bool {
    !mask.iter().any(|byte| matches!(*byte, MANY | ONE))
}

/// Walks both sides once; on a mismatch the latest `many` takes one more character. Going back
/// further is never needed, because the earliest fit for what precedes it leaves the most room.
fn run(mask: &[u8], text: &str, many: u8, one: u8, same: impl Fn(u8, u8) -> bool) -> bool {
    let text = text.as_bytes();
    let (mut at, mut pos) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(&found) = text.get(pos) {
        match mask.get(at) {
            Some(&wanted) if wanted == many => {
                at += 1;
                if at == mask.len() {
                    return true;
                }
                retry = Some((at, pos));
            }
            Some(&wanted) if wanted == one => {
                at += 1;
                pos += width(found);
            }
            Some(&wanted) if same(wanted, found) => {
                at += 1;
                pos += 1;
            }
            _ => {
                let Some((after, from)) = retry else {
                    return false;
                };
                pos = from + text.get(from).map_or(1, |byte| width(*byte));
                at = after;
                retry = Some((after, pos));
            }
        }
    }
    mask.iter().skip(at).all(|byte| *byte == many)
}

/// The length of the character that begins with `first`.
fn width(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}
