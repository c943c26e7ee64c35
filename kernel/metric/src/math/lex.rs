//! Signs of an expression.

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(f64),
    Text(String),
    Name(String),
    /// Operators and brackets.
    Sign(&'static str),
}

const SIGNS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",",
];

pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut rest = text;
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            return Ok(tokens);
        };
        let (token, length) = if first.is_ascii_digit() || first == '.' {
            number(rest)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            (Token::Name(rest[..length].to_owned()), length)
        } else if first == '\'' || first == '"' {
            quoted(rest, first)?
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let sign = sign.ok_or_else(|| format!("Unexpected character '{first}'"))?;
            (Token::Sign(sign), sign.len())
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn number(text: &str) -> Result<(Token, usize), String> {
    let bytes = text.as_bytes();
    let mut length = 0;
    while let Some(byte) = bytes.get(length) {
        let exponent = matches!(bytes.get(length.wrapping_sub(1)), Some(b'e' | b'E'));
        let goes_on = byte.is_ascii_digit()
            || *byte == b'.'
            || matches!(byte, b'e' | b'E')
            || (exponent && matches!(byte, b'+' | b'-'));
        if !goes_on {
            break;
        }
        length += 1;
    }
    let digits = &text[..length];
    let value = digits.parse().ok().filter(|n: &f64| n.is_finite());
    let value = value.ok_or_else(|| format!("'{digits}' is not a number"))?;
    Ok((Token::Number(value), length))
}

fn quoted(text: &str, quote: char) -> Result<(Token, usize), String> {
    let inside = &text[1..];
    let end = inside.find(quote).ok_or("A string has no end")?;
    Ok((Token::Text(inside[..end].to_owned()), end + 2))
}
