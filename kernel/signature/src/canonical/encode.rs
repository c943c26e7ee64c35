//! Percent encoding as signatures want it: everything but the unreserved characters, in capitals.

/// The bytes that stay as they are: letters, digits and `-._~`.
const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let at = byte as u8;
        table[byte] = at.is_ascii_alphanumeric() || matches!(at, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

pub(crate) fn push_byte(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    if UNRESERVED[usize::from(byte)] {
        out.push(byte);
    } else {
        out.extend_from_slice(&[
            b'%',
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]);
    }
}

/// Encodes every byte of a text.
pub(crate) fn push_encoded(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        push_byte(out, byte);
    }
}

/// The bytes behind the percent signs. A percent sign without two digits stands for itself.
pub(crate) struct Decoded<'a> {
    raw: &'a [u8],
    plus_is_space: bool,
}

impl<'a> Decoded<'a> {
    pub(crate) fn new(raw: &'a str, plus_is_space: bool) -> Decoded<'a> {
        Decoded {
            raw: raw.as_bytes(),
            plus_is_space,
        }
    }
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.raw.split_first()?;
        self.raw = rest;
        match first {
            b'+' if self.plus_is_space => Some(b' '),
            b'%' => match escaped(rest) {
                Some(byte) => {
                    self.raw = &rest[2..];
                    Some(byte)
                }
                None => Some(b'%'),
            },
            byte => Some(*byte),
        }
    }
}

fn escaped(rest: &[u8]) -> Option<u8> {
    let digit = |at: usize| rest.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// Decodes a query's name or value, where a plus stands for a space.
pub(crate) fn decode(raw: &str) -> String {
    crate::digest::text(Decoded::new(raw, true).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_and_broken_ones_kept() {
        assert_eq!(decode("a%2Fb%2fc+d"), "a/b/c d");
        assert_eq!(decode("%"), "%");
        assert_eq!(decode("%4"), "%4");
        assert_eq!(decode("%zz%41"), "%zzA");
    }

    #[test]
    fn only_unreserved_characters_stay() {
        let mut out = Vec::new();
        push_encoded(&mut out, "aZ09-._~ /ሴ");
        assert_eq!(out, b"aZ09-._~%20%2F%E1%88%B4");
    }
}
