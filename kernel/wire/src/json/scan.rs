//! A scanner over JSON text: tokens, strings, and skipping what nobody asked for.

use crate::bad::{Read, form};
use crate::value::MAX_DEPTH;
use memchr::memchr2;
use std::borrow::Cow;

pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

pub(super) fn malformed<T>() -> Read<T> {
    form("The JSON is not well-formed.")
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Scanner { text, at: 0 }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The next byte that is no white space; zero at the end.
    #[inline]
    pub(super) fn peek(&mut self) -> u8 {
        let bytes = self.bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return *byte;
            }
            self.at += 1;
        }
        0
    }

    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, byte: u8) -> Read<()> {
        if self.take(byte) { Ok(()) } else { malformed() }
    }

    pub(super) fn end(&mut self) -> Read<()> {
        if self.peek() == 0 && self.at == self.text.len() {
            Ok(())
        } else {
            malformed()
        }
    }

    pub(super) fn word(&mut self, word: &str) -> Read<()> {
        self.peek();
        if !self.bytes()[self.at..].starts_with(word.as_bytes()) {
            return malformed();
        }
        self.at += word.len();
        Ok(())
    }

    /// After an opening bracket or an element: is there another element?
    pub(super) fn more(&mut self, first: &mut bool, close: u8) -> Read<bool> {
        if self.take(close) {
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            self.expect(b',')?;
        }
        Ok(true)
    }

    pub(super) fn key(&mut self) -> Read<Cow<'a, str>> {
        if self.peek() != b'"' {
            return malformed();
        }
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// The string at the cursor, borrowed where it has no escapes.
    pub(super) fn string(&mut self) -> Read<Cow<'a, str>> {
        let start = self.at + 1;
        let end = self.plain_run(start)?;
        let run = &self.text[start..end];
        self.at = end + 1;
        if self.bytes()[end] == b'"' {
            return Ok(Cow::Borrowed(run));
        }
        self.escaped(run)
    }

    /// Where the run of unescaped text from `start` ends: at a quote or backslash.
    fn plain_run(&self, start: usize) -> Read<usize> {
        let rest = self.bytes().get(start..).unwrap_or_default();
        let Some(length) = memchr2(b'"', b'\\', rest) else {
            return malformed();
        };
        let control = rest[..length].iter().fold(false, |c, b| c | (*b < 0x20));
        if control {
            malformed()
        } else {
            Ok(start + length)
        }
    }

    /// The rest of a string whose first escape's backslash was just passed.
    fn escaped(&mut self, run: &str) -> Read<Cow<'a, str>> {
        let mut out = String::with_capacity(run.len() + 16);
        out.push_str(run);
        loop {
            out.push(self.escape()?);
            let end = self.plain_run(self.at)?;
            out.push_str(&self.text[self.at..end]);
            self.at = end + 1;
            if self.bytes()[end] == b'"' {
                return Ok(Cow::Owned(out));
            }
        }
    }

    fn escape(&mut self) -> Read<char> {
        let byte = self.bytes().get(self.at).copied().unwrap_or_default();
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => byte as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return malformed(),
        })
    }

    /// `\uXXXX`, or two of them for a character outside the basic plane. A lone half becomes a
    /// replacement character.
    fn unicode(&mut self) -> Read<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let back = self.at;
        if self.bytes()[self.at.min(self.text.len())..].starts_with(b"\\u") {
            self.at += 2;
            let second = self.hex()?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.at = back;
        }
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.bytes().get(self.at..self.at + 4).unwrap_or_default();
        if digits.len() < 4 {
            return malformed();
        }
        let code = digits.iter().try_fold(0, |sum, d| {
            (*d as char).to_digit(16).map(|digit| sum * 16 + digit)
        });
        self.at += 4;
        code.map_or_else(malformed, Ok)
    }

    /// The text of the number at the cursor.
    pub(super) fn number(&mut self) -> Read<&'a str> {
        self.peek();
        let start = self.at;
        self.at += usize::from(self.bytes().get(self.at) == Some(&b'-'));
        let zero = self.bytes().get(self.at) == Some(&b'0');
        let whole = self.digits();
        if whole == 0 || (zero && whole > 1) {
            return malformed();
        }
        if self.bytes().get(self.at) == Some(&b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return malformed();
            }
        }
        if matches!(self.bytes().get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes().get(self.at), Some(b'+' | b'-')));
            if self.digits() == 0 {
                return malformed();
            }
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> usize {
        let rest = &self.bytes()[self.at.min(self.text.len())..];
        let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        self.at += count;
        count
    }

    /// Passes over one value without keeping anything of it.
    pub(super) fn skip(&mut self, depth: usize) -> Read<()> {
        if depth > MAX_DEPTH {
            return form("The JSON is nested too deeply.");
        }
        match self.peek() {
            b'"' => self.skip_string(),
            b'{' => self.skip_all(b'}', depth),
            b'[' => self.skip_all(b']', depth),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number().map(|_| ()),
        }
    }

    fn skip_string(&mut self) -> Read<()> {
        let mut end = self.plain_run(self.at + 1)?;
        while self.bytes()[end] == b'\\' {
            self.at = end + 1;
            self.escape()?;
            end = self.plain_run(self.at)?;
        }
        self.at = end + 1;
        Ok(())
    }

    fn skip_all(&mut self, close: u8, depth: usize) -> Read<()> {
        self.at += 1;
        let mut first = true;
        while self.more(&mut first, close)? {
            if close == b'}' {
                self.peek_quote()?;
                self.skip_string()?;
                self.expect(b':')?;
            }
            self.skip(depth + 1)?;
        }
        Ok(())
    }

    fn peek_quote(&mut self) -> Read<()> {
        if self.peek() == b'"' {
            Ok(())
        } else {
            malformed()
        }
    }
}
