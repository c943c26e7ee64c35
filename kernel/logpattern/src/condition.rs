//! A value compared with what a pattern says: a number, a text that may begin and end with `*`, or
//! a regular expression.

use crate::Bad;
use crate::reader::Reader;
use crate::regular;
use regex::Regex;
use std::cmp::Ordering;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

#[derive(Clone, Debug)]
pub struct Condition {
    operator: Operator,
    operand: Operand,
}

#[derive(Clone, Debug)]
enum Operand {
    /// As it was written, too, for values that are texts.
    Number(f64, Text),
    Text(Text),
    Regex(Regex),
}

/// `*` at either end stands for anything; between, for itself.
#[derive(Clone, Debug)]
struct Text {
    text: String,
    open_begin: bool,
    open_end: bool,
}

/// What is compared.
pub enum Given<'v> {
    Number(f64, &'v str),
    Text(&'v str),
}

impl Condition {
    /// `ends` says which characters end a text without quotes.
    pub fn parse(reader: &mut Reader<'_>, ends: impl Fn(char) -> bool) -> Result<Condition, Bad> {
        let operator = operator(reader).ok_or(Bad::Pattern)?;
        reader.spaces();
        let operand = match reader.peek() {
            Some('"') => {
                reader.next();
                Operand::Text(Text::of(&reader.quoted('"')?))
            }
            Some('%') => {
                reader.next();
                Operand::Regex(regular::compile(reader.regex()?)?)
            }
            _ => {
                let word = reader.while_is(|c| !ends(c) && !c.is_whitespace());
                // A sign of two characters ends a text as well.
                if word.is_empty() || word.contains("&&") || word.contains("||") {
                    return Err(Bad::Pattern);
                }
                match number(word) {
                    Some(number) => Operand::Number(number, Text::of(word)),
                    None => Operand::Text(Text::of(word)),
                }
            }
        };
        let orders = !matches!(operator, Operator::Equal | Operator::NotEqual);
        if orders && !matches!(operand, Operand::Number(..)) {
            return Err(Bad::Pattern);
        }
        Ok(Condition { operator, operand })
    }

    pub fn is_regex(&self) -> bool {
        matches!(self.operand, Operand::Regex(_))
    }

    pub fn holds(&self, given: &Given<'_>) -> bool {
        let equal = || match (&self.operand, given) {
            (Operand::Number(number, text), Given::Number(value, shown)) => {
                value == number || text.fits(shown)
            }
            (Operand::Number(_, text) | Operand::Text(text), given) => text.fits(given.shown()),
            (Operand::Regex(regex), given) => regex.is_match(given.shown()),
        };
        let order = || match (&self.operand, given) {
            (Operand::Number(number, _), Given::Number(value, _)) => value.partial_cmp(number),
            _ => None,
        };
        match self.operator {
            Operator::Equal => equal(),
            Operator::NotEqual => !equal(),
            Operator::Less => order() == Some(Ordering::Less),
            Operator::Greater => order() == Some(Ordering::Greater),
            Operator::AtMost => order().is_some_and(Ordering::is_le),
            Operator::AtLeast => order().is_some_and(Ordering::is_ge),
        }
    }
}

impl Given<'_> {
    fn shown(&self) -> &str {
        match self {
            Given::Number(_, shown) | Given::Text(shown) => shown,
        }
    }
}

fn operator(reader: &mut Reader<'_>) -> Option<Operator> {
    // AWS's pages write `=!` as well.
    const SIGNS: [(&str, Operator); 7] = [
        ("!=", Operator::NotEqual),
        ("=!", Operator::NotEqual),
        ("<=", Operator::AtMost),
        (">=", Operator::AtLeast),
        ("=", Operator::Equal),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ];
    let found = SIGNS.iter().find(|(sign, _)| reader.take(sign));
    found.map(|(_, operator)| *operator)
}

/// Digits with a sign, a point and an exponent: nothing else that Rust reads as a number.
pub fn number(text: &str) -> Option<f64> {
    let fits = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
    match text.bytes().all(fits) && text.bytes().any(|b| b.is_ascii_digit()) {
        true => text.parse().ok(),
        false => None,
    }
}

impl Text {
    fn of(text: &str) -> Text {
        let inner = text.strip_prefix('*');
        let open_begin = inner.is_some();
        let inner = inner.unwrap_or(text);
        let cut = inner.strip_suffix('*');
        Text {
            text: cut.unwrap_or(inner).to_owned(),
            open_begin,
            open_end: cut.is_some() || text == "*",
        }
    }

    fn fits(&self, value: &str) -> bool {
        match (self.open_begin, self.open_end) {
            (false, false) => value == self.text,
            (true, false) => value.ends_with(&self.text),
            (false, true) => value.starts_with(&self.text),
            (true, true) => value.contains(&self.text),
        }
    }
}
