//! Percent-encoding and the pairs of query strings and forms.

use std::borrow::Cow;

/// Decodes a path segment: `%XX` only. Stray percent signs stay; bytes that are not UTF-8 become
/// replacement characters.
pub(crate) fn decode_path(text: &str) -> Cow<'_, str> {
    decode(text, false)
}

/// Decodes a query or form component, where a plus sign is a space.
pub(crate) fn decode_query(text: &str) -> Cow<'_, str> {
    decode(text, true)
}

fn decode(text: &str, plus: bool) -> Cow<'_, str> {
    let special = |b: &u8| *b == b'%' || (plus && *b == b'+');
    let Some(first) = text.as_bytes().iter().position(special) else {
        return Cow::Borrowed(text);
    };
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&bytes[..first]);
    let mut at = first;
    while at < bytes.len() {
        match (bytes[at], escape(&bytes[at..])) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
                continue;
            }
            (b'+', _) if plus => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    Cow::Owned(into_text(out))
}

fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
    Some(digit(*high)? << 4 | digit(*low)?)
}

/// The pairs of a query string or form, decoded, in the order of the wire.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    raw_pairs(text).map(|(name, value)| (decode_query(name), decode_query(value.unwrap_or(""))))
}

/// The pairs undecoded; a name without an equals sign has no value.
pub(crate) fn raw_pairs(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (pair, None),
        })
}
