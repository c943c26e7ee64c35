//! The canonical query.

use std::ops::Range;

use super::encode::{Decoded, decode, push_byte};

/// Which parameters were not there yet when the request was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Skip {
    Nothing,
    Signature,
    /// Some services have the session token put in after signing.
    SignatureAndToken,
}

impl Skip {
    fn skips(self, name: &[u8]) -> bool {
        match self {
            Skip::Nothing => false,
            Skip::Signature => name == b"X-Amz-Signature",
            Skip::SignatureAndToken => {
                name == b"X-Amz-Signature" || name == b"X-Amz-Security-Token"
            }
        }
    }
}

/// The names and values of a query, decoded.
pub(crate) fn pairs(raw: &str) -> impl Iterator<Item = (String, String)> {
    raw_pairs(raw).map(|(name, value)| (decode(name), decode(value)))
}

fn raw_pairs(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    raw.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// Writes the parameters encoded afresh and sorted by name, then by value.
pub(super) fn push_query(out: &mut Vec<u8>, raw: &str, skip: Skip) {
    if raw.is_empty() {
        return;
    }
    let mut scratch = Vec::with_capacity(raw.len() + 32);
    let mut pairs = Vec::with_capacity(12);
    for (name, value) in raw_pairs(raw) {
        let name = encoded(&mut scratch, name);
        if skip.skips(&scratch[name.clone()]) {
            continue;
        }
        pairs.push((name, encoded(&mut scratch, value)));
    }
    pairs.sort_by(|(a, x), (b, y)| {
        (&scratch[a.clone()], &scratch[x.clone()]).cmp(&(&scratch[b.clone()], &scratch[y.clone()]))
    });
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        if at > 0 {
            out.push(b'&');
        }
        out.extend_from_slice(&scratch[name]);
        out.push(b'=');
        out.extend_from_slice(&scratch[value]);
    }
}

fn encoded(scratch: &mut Vec<u8>, raw: &str) -> Range<usize> {
    let start = scratch.len();
    for byte in Decoded::new(raw, true) {
        push_byte(scratch, byte);
    }
    start..scratch.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(raw: &str, skip: Skip) -> String {
        let mut out = Vec::new();
        push_query(&mut out, raw, skip);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn names_sort_before_values() {
        assert_eq!(
            query("a-b=1&a=2&a=1&acl", Skip::Nothing),
            "a=1&a=2&a-b=1&acl="
        );
    }

    #[test]
    fn encoding_is_made_uniform() {
        assert_eq!(
            query("p=a+b&&q=%7e%2f=&r=/", Skip::Nothing),
            "p=a%20b&q=~%2F%3D&r=%2F"
        );
    }

    #[test]
    fn what_came_after_signing_is_left_out() {
        let raw = "X%2DAmz-Signature=1&X-Amz-Security-Token=2&b=3";
        assert_eq!(query(raw, Skip::Signature), "X-Amz-Security-Token=2&b=3");
        assert_eq!(query(raw, Skip::SignatureAndToken), "b=3");
    }
}
