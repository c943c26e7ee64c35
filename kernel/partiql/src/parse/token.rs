//! A statement's text as tokens.

use super::fault::malformed;
use haneul_expression::Error;

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// Unquoted: a keyword or a name.
    Word(String),
    /// `"name"`
    Quoted(String),
    /// `'text'`
    Text(String),
    /// As it is written; its sign is another token.
    Number(String),
    Sign(&'static str),
    /// `?`
    Parameter,
    End,
}

const SIGNS: [&str; 23] = [
    "<<", ">>", "<=", ">=", "<>", "!=", "||", "(", ")", "[", "]", "{", "}", ",", ".", ":", "=",
    "<", ">", "+", "-", "*", ";",
];

/// All tokens and where each begins.
pub fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Error> {
    let mut all = Vec::new();
    let mut at = 0;
    loop {
        at = after_space(text, at)?;
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else {
            all.push((Token::End, at));
            return Ok(all);
        };
        let (token, length) = match first {
            '\'' => quoted(rest, '\'').map(|(inner, length)| (Token::Text(inner), length))?,
            '"' => quoted(rest, '"').map(|(inner, length)| (Token::Quoted(inner), length))?,
            '?' => (Token::Parameter, 1),
            '0'..='9' => number(rest)?,
            '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => number(rest)?,
            first if is_word(first) => {
                let length = rest.find(|next| !is_word(next)).unwrap_or(rest.len());
                (Token::Word(rest[..length].to_owned()), length)
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
                let sign = sign.ok_or_else(|| malformed(""))?;
                (Token::Sign(sign), sign.len())
            }
        };
        all.push((token, at));
        at += length;
    }
}

/// Past spaces and comments.
fn after_space(text: &str, mut at: usize) -> Result<usize, Error> {
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start();
        at = text.len() - trimmed.len();
        if trimmed.starts_with("--") {
            at += trimmed.find('\n').unwrap_or(trimmed.len());
        } else if trimmed.starts_with("/*") {
            at += trimmed.find("*/").ok_or_else(|| malformed(""))? + 2;
        } else {
            return Ok(at);
        }
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// What is between quotes, in which two of them are one, and how long it is with them.
fn quoted(rest: &str, quote: char) -> Result<(String, usize), Error> {
    let mut inner = String::new();
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != quote {
            inner.push(letter);
        } else if letters.next_if(|(_, next)| *next == quote).is_some() {
            inner.push(quote);
        } else {
            return Ok((inner, at + 1));
        }
    }
    // AWS says nothing more of what does not end.
    Err(malformed(""))
}

fn number(rest: &str) -> Result<(Token, usize), Error> {
    let digits = |from: usize| {
        let digits = rest[from..].bytes().take_while(u8::is_ascii_digit);
        from + digits.count()
    };
    let mut end = digits(0);
    let mut places = 0;
    if rest[end..].starts_with('.') {
        let part = digits(end + 1);
        places = part - end - 1;
        end = part;
    }
    if rest[end..].starts_with(['e', 'E']) {
        let sign = usize::from(rest[end + 1..].starts_with(['+', '-']));
        let power = digits(end + 1 + sign);
        if power > end + 1 + sign {
            fits(&rest[end + 1..power], places)?;
            end = power;
        }
    }
    Ok((Token::Number(rest[..end].to_owned()), end))
}

/// PartiQL's numbers have 32 bits for the power of ten, and for where it puts the last digit.
fn fits(power: &str, places: usize) -> Result<(), Error> {
    let power: Option<i32> = power.parse().ok();
    let scale = power.map(|power| places as i64 - i64::from(power));
    match scale.map(i32::try_from) {
        Some(Ok(_)) => Ok(()),
        _ => Err(malformed("")),
    }
}
