//! The words of a query.

use crate::error::{Bad, syntax};

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A name, a number or a word such as `5m`.
    Word(String),
    /// A name between backticks.
    Name(String),
    Text(String),
    Regex(String),
    Sign(&'static str),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    pub kind: Kind,
    pub at: usize,
}

const SIGNS: [&str; 20] = [
    "!=", "<=", ">=", "=~", "||", "&&", "=", "<", ">", "|", ",", "(", ")", "[", "]", "+", "-", "*",
    "^", "%",
];

/// `/` divides behind a value, and begins a regular expression elsewhere.
pub fn tokens(text: &str) -> Result<Vec<Token>, Bad> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let at = text[..text.len() - rest.len()].chars().count();
        if c.is_whitespace() {
            rest = &rest[c.len_utf8()..];
            continue;
        }
        if c == '#' {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
            continue;
        }
        let behind = &rest[c.len_utf8()..];
        let (kind, left) = match c {
            '"' | '\'' => {
                let (inner, left) = quoted(behind, c, at)?;
                (Kind::Text(inner), left)
            }
            '`' => {
                let (inner, left) = behind
                    .split_once('`')
                    .ok_or_else(|| syntax(at, "a name that does not end"))?;
                (Kind::Name(inner.to_owned()), left)
            }
            '/' if divides(&tokens) => (Kind::Sign("/"), behind),
            '/' => {
                let (inner, left) = regex(behind, at)?;
                (Kind::Regex(inner), left)
            }
            c if is_name(c) => {
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                (Kind::Word(rest[..end].to_owned()), &rest[end..])
            }
            _ => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Kind::Sign(sign), &rest[sign.len()..]),
                None => return Err(syntax(at, format!("unexpected symbol found {c}"))),
            },
        };
        tokens.push(Token { kind, at });
        rest = left;
    }
    Ok(tokens)
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '@' | '.' | '_' | '$' | ':')
}

fn divides(tokens: &[Token]) -> bool {
    const WORDS: [&str; 6] = ["like", "parse", "and", "or", "not", "by"];
    // The field that is parsed is followed by an expression.
    let parsed = tokens.iter().rev().nth(1).is_some_and(
        |token| matches!(&token.kind, Kind::Word(word) if word.eq_ignore_ascii_case("parse")),
    );
    match tokens.last().map(|token| &token.kind) {
        _ if parsed => false,
        Some(Kind::Word(word)) if WORDS.contains(&word.to_ascii_lowercase().as_str()) => false,
        // What a value may be read from ends here, unless a regular expression is to follow.
        Some(Kind::Word(_) | Kind::Name(_)) => true,
        Some(Kind::Sign(sign)) => *sign == ")",
        Some(Kind::Text(_) | Kind::Regex(_)) | None => false,
    }
}

fn quoted(text: &str, quote: char, at: usize) -> Result<(String, &str), Bad> {
    let mut found = String::new();
    let mut chars = text.char_indices();
    while let Some((start, c)) = chars.next() {
        match c {
            c if c == quote => return Ok((found, &text[start + c.len_utf8()..])),
            '\\' => match chars.next() {
                Some((_, 'n')) => found.push('\n'),
                Some((_, 't')) => found.push('\t'),
                Some((_, c)) if c == quote || c == '\\' => found.push(c),
                Some((_, c)) => found.extend(['\\', c]),
                None => break,
            },
            c => found.push(c),
        }
    }
    Err(syntax(at, "a text that does not end"))
}

fn regex(text: &str, at: usize) -> Result<(String, &str), Bad> {
    let mut found = String::new();
    let mut chars = text.char_indices();
    while let Some((start, c)) = chars.next() {
        match c {
            '/' => return Ok((found, &text[start + 1..])),
            '\\' => match chars.next() {
                Some((_, '/')) => found.push('/'),
                Some((_, c)) => found.extend(['\\', c]),
                None => break,
            },
            c => found.push(c),
        }
    }
    Err(syntax(at, "a regular expression that does not end"))
}
