//! The canonical headers.

use crate::headers::all;
use http::HeaderMap;

/// What HTTP/2 calls the host.
pub(crate) const AUTHORITY: &str = ":authority";

/// Writes `name:value` lines for the signed headers. A header that is listed but absent counts as empty.
pub(super) fn push_headers(out: &mut Vec<u8>, headers: &HeaderMap, signed: &[String]) {
    for name in signed {
        out.extend_from_slice(name.as_bytes());
        out.push(b':');
        // Some clients sign what HTTP/2 has in its place.
        let known = if name == AUTHORITY { "host" } else { name };
        for (at, value) in all(headers, known).enumerate() {
            if at > 0 {
                out.push(b',');
            }
            push_value(out, value.as_bytes());
        }
        out.push(b'\n');
    }
}

pub(super) fn push_names(out: &mut Vec<u8>, signed: &[String]) {
    for (at, name) in signed.iter().enumerate() {
        if at > 0 {
            out.push(b';');
        }
        out.extend_from_slice(name.as_bytes());
    }
}

/// Writes a value without white space around it and with runs of white space made one space.
pub(crate) fn push_value(out: &mut Vec<u8>, value: &[u8]) {
    let value = value.trim_ascii();
    // Most have none inside, and the compiler looks at many bytes at a time.
    if !value
        .iter()
        .fold(false, |found, byte| found | (*byte <= b' '))
    {
        return out.extend_from_slice(value);
    }
    let mut gap = false;
    for byte in value {
        if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push(b' ');
        }
        out.push(*byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn white_space_is_folded_and_values_joined() {
        let mut headers = HeaderMap::new();
        headers.append("a", HeaderValue::from_static("  x   \"y  z\" "));
        headers.append("a", HeaderValue::from_static("w"));
        headers.append("host", HeaderValue::from_static("here:80"));
        let mut out = Vec::new();
        push_headers(
            &mut out,
            &headers,
            &[
                ":authority".into(),
                "a".into(),
                "gone".into(),
                "bad name".into(),
            ],
        );
        assert_eq!(
            out,
            b":authority:here:80\na:x \"y z\",w\ngone:\nbad name:\n"
        );
    }
}
