//! An expression's text as tokens.

use std::ops::Range;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Token {
    /// A name or a keyword.
    Word,
    /// `#name`
    Name,
    /// `:value`
    Value,
    Digits,
    /// One of `= <> < <= > >= ( ) [ ] , . + -`
    Sign,
    /// Anything else, which no expression has.
    Other,
    End,
}

/// The next token from `at`, and where it lies.
pub fn next(text: &str, at: usize) -> (Token, Range<usize>) {
    let bytes = text.as_bytes();
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let start = at + bytes[at..].iter().take_while(|byte| is_space(byte)).count();
    let Some(first) = bytes.get(start) else {
        return (Token::End, text.len()..text.len());
    };
    let part = |from: usize| {
        let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
        from + bytes[from..].iter().take_while(is_part).count()
    };
    let placeholder = |token| match part(start + 1) {
        end if end == start + 1 => (Token::Other, start..end),
        end => (token, start..end),
    };
    match first {
        b'a'..=b'z' | b'A'..=b'Z' => (Token::Word, start..part(start)),
        b'#' => placeholder(Token::Name),
        b':' => placeholder(Token::Value),
        b'0'..=b'9' => {
            let digits = bytes[start..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit());
            (Token::Digits, start..start + digits.count())
        }
        b'<' if matches!(bytes.get(start + 1), Some(b'=' | b'>')) => {
            (Token::Sign, start..start + 2)
        }
        b'>' if bytes.get(start + 1) == Some(&b'=') => (Token::Sign, start..start + 2),
        b'=' | b'<' | b'>' | b'(' | b')' | b'[' | b']' | b',' | b'.' | b'+' | b'-' => {
            (Token::Sign, start..start + 1)
        }
        _ => {
            let length = text[start..].chars().next().map_or(1, char::len_utf8);
            (Token::Other, start..start + length)
        }
    }
}
