//! A package of one file, written as its name and its text: `zip:a.py=def handler(e, c): return e`.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Crc;

/// What stands before a literal package.
pub const LITERAL: &str = "zip:";

/// The bytes of a package, if the text is one.
pub fn literal(text: &str) -> Option<Result<Vec<u8>, String>> {
    let rest = text.strip_prefix(LITERAL)?;
    let file = rest.split_once('=');
    let file = file.ok_or_else(|| format!("write {LITERAL}FILE=TEXT"));
    Some(file.map(|(name, text)| packed(name, text.as_bytes())))
}

/// As JSON has bytes.
pub fn in_json(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// The file is stored, not deflated, and anybody may read it.
fn packed(name: &str, content: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(content);
    let size = (content.len() as u32).to_le_bytes();
    // Version, flags, method, time and the first day there is.
    let mut about = [10u16, 0, 0, 0, 0x21].map(u16::to_le_bytes).concat();
    about.extend(crc.sum().to_le_bytes());
    about.extend(size);
    about.extend(size);
    about.extend((name.len() as u16).to_le_bytes());
    about.extend([0; 2]);
    let mut out = [b"PK\x03\x04", &about[..], name.as_bytes(), content].concat();
    let at = out.len() as u32;
    out.extend(b"PK\x01\x02");
    // Made by Unix.
    out.extend((3u16 << 8 | 20).to_le_bytes());
    out.extend(&about);
    out.extend([0; 6]);
    out.extend((0o100_644u32 << 16).to_le_bytes());
    out.extend([0; 4]);
    out.extend(name.as_bytes());
    let length = out.len() as u32 - at;
    out.extend(b"PK\x05\x06");
    out.extend([0u16, 0, 1, 1].iter().flat_map(|n| n.to_le_bytes()));
    out.extend(length.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

#[cfg(test)]
mod tests {
    use super::{literal, packed};

    #[test]
    fn a_package_says_where_everything_is() {
        let zip = packed("a.py", b"hello");
        let end = zip.len() - 22;
        let number = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
        let directory = number(end + 16);
        assert_eq!(&zip[directory..directory + 4], b"PK\x01\x02");
        assert_eq!(directory + number(end + 12), end);
        assert_eq!(&zip[directory + 46..directory + 50], b"a.py");
        assert_eq!(&zip[30..39], b"a.pyhello");
    }

    #[test]
    fn what_is_no_package_is_not_taken_for_one() {
        assert!(literal("text").is_none());
        assert!(literal("zip:a.py").is_some_and(|said| said.is_err()));
        assert!(literal("zip:a.py=x=1").is_some_and(|said| said.is_ok()));
    }
}
