//! The canonical path.

use super::PathStyle;
use super::encode::{Decoded, push_byte};

pub(super) fn push_path(out: &mut Vec<u8>, raw: &str, style: PathStyle) {
    match style {
        PathStyle::Plain => push_bytes(out, Decoded::new(or_root(raw), false)),
        PathStyle::Doubled => push_bytes(out, or_root(raw).bytes()),
        PathStyle::Normalized => push_normalized(out, raw),
    }
}

fn or_root(raw: &str) -> &str {
    if raw.is_empty() { "/" } else { raw }
}

fn push_bytes(out: &mut Vec<u8>, bytes: impl Iterator<Item = u8>) {
    for byte in bytes {
        if byte == b'/' {
            out.push(byte)
        } else {
            push_byte(out, byte)
        }
    }
}

/// Drops empty and dot segments while writing; `..` cuts off what the segment before it wrote.
fn push_normalized(out: &mut Vec<u8>, raw: &str) {
    let start = out.len();
    for segment in raw.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                let parent = out[start..]
                    .iter()
                    .rposition(|byte| *byte == b'/')
                    .unwrap_or(0);
                out.truncate(start + parent);
            }
            _ => {
                out.push(b'/');
                push_bytes(out, segment.bytes());
            }
        }
    }
    if raw.ends_with('/') || out.len() == start {
        out.push(b'/');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(raw: &str, style: PathStyle) -> String {
        let mut out = b"GET\n".to_vec();
        push_path(&mut out, raw, style);
        String::from_utf8(out.split_off(4)).unwrap()
    }

    #[test]
    fn s3_keeps_the_path_and_encodes_once() {
        assert_eq!(
            path("/a//../b%20c%2fd+e(f)", PathStyle::Plain),
            "/a//../b%20c/d%2Be%28f%29"
        );
        assert_eq!(path("", PathStyle::Plain), "/");
    }

    #[test]
    fn others_normalise_and_encode_twice() {
        assert_eq!(
            path("/a/./b//c/../d%20e/", PathStyle::Normalized),
            "/a/b/d%2520e/"
        );
        assert_eq!(path("/../..", PathStyle::Normalized), "/");
        assert_eq!(path("/a/b/../../..", PathStyle::Normalized), "/");
        assert_eq!(path("/a/..", PathStyle::Doubled), "/a/..");
    }
}
