//! JSON as a row of tokens, with the place in the text where AWS's reader would say it is.

use crate::bad::BadPattern;

/// How much of the text a message shows.
const SHOWN: usize = 500;
/// How deep JSON may nest: more is no pattern, and costs stack.
const DEPTH: usize = 500;

#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    Name(String),
    Str(String),
    Number(String),
    True,
    False,
    Null,
    End,
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Object,
    Array,
}

pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Where the reader is, as messages say it: strings count as read once their text is asked for.
    shown: usize,
    inside: Vec<Inside>,
    /// Whether something of the innermost value was read.
    begun: bool,
    /// Whether a name was read whose value comes next.
    named: bool,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Self {
        Tokens {
            text,
            at: 0,
            shown: 0,
            inside: Vec::new(),
            begun: false,
            named: false,
        }
    }

    /// What is wrong where the reader is.
    pub fn bad(&self, reason: impl Into<String>) -> BadPattern {
        BadPattern::at(reason, self.place(self.shown))
    }

    /// The text of a string was read: the reader stands behind it.
    pub fn took(&mut self) {
        self.shown = self.at;
    }

    fn place(&self, at: usize) -> String {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let row = before.rsplit('\n').next().unwrap_or(before);
        let column = match self.text.is_empty() {
            true => 0,
            false => row.chars().count() + 1,
        };
        let total = self.text.chars().count();
        let shown: String = self.text.chars().take(SHOWN).collect();
        let rest = match total.saturating_sub(SHOWN) {
            0 => String::new(),
            rest => format!("[truncated {rest} chars]"),
        };
        format!("[Source: (String)\"{shown}\"{rest}; line: {line}, column: {column}]")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    pub fn next(&mut self) -> Result<Token, BadPattern> {
        self.blank();
        if self.named {
            self.named = false;
            return self.value();
        }
        match self.inside.last().copied() {
            None if self.begun => self.end(),
            None => {
                self.begun = true;
                match self.peek() {
                    None => Ok(Token::End),
                    Some(_) => self.value(),
                }
            }
            Some(inside) => self.member(inside),
        }
    }

    /// What comes inside of an object or an array: its end, or a comma and the next.
    fn member(&mut self, inside: Inside) -> Result<Token, BadPattern> {
        let close = match inside {
            Inside::Object => b'}',
            Inside::Array => b']',
        };
        if self.peek() == Some(close) {
            self.at += 1;
            self.shown = self.at;
            self.inside.pop();
            self.begun = true;
            return Ok(match inside {
                Inside::Object => Token::EndObject,
                Inside::Array => Token::EndArray,
            });
        }
        if self.begun {
            let kind = match inside {
                Inside::Object => "Object entries",
                Inside::Array => "Array entries",
            };
            self.expect(b',', &format!("was expecting comma to separate {kind}"))?;
            self.blank();
        }
        self.begun = true;
        match inside {
            Inside::Array => self.value(),
            Inside::Object => self.name(),
        }
    }

    fn name(&mut self) -> Result<Token, BadPattern> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected("was expecting double-quote to start field name"));
        }
        let name = self.string()?;
        self.blank();
        self.expect(
            b':',
            "was expecting a colon to separate field name and value",
        )?;
        self.blank();
        self.named = true;
        self.shown = self.glimpse();
        Ok(Token::Name(name))
    }

    /// With a name the reader has already begun to read its value.
    fn glimpse(&self) -> usize {
        let rest = &self.text[self.at..];
        let word = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
            .unwrap_or(rest.len());
        self.at + word.max(usize::from(!rest.is_empty()))
    }

    fn value(&mut self) -> Result<Token, BadPattern> {
        match self.peek() {
            Some(b'{') => self.open(Inside::Object, Token::StartObject),
            Some(b'[') => self.open(Inside::Array, Token::StartArray),
            Some(b'"') => {
                let began = self.at + 1;
                let text = self.string()?;
                self.shown = began;
                Ok(Token::Str(text))
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.word(),
            None => Err(self.cut_short()),
        }
    }

    fn open(&mut self, inside: Inside, token: Token) -> Result<Token, BadPattern> {
        self.at += 1;
        self.shown = self.at;
        self.inside.push(inside);
        self.begun = false;
        if self.inside.len() > DEPTH {
            return Err(self.bad(format!(
                "Document nesting depth ({}) exceeds the maximum allowed ({DEPTH})",
                self.inside.len()
            )));
        }
        Ok(token)
    }

    fn string(&mut self) -> Result<String, BadPattern> {
        let bytes = self.text.as_bytes();
        let began = self.at;
        let mut end = began + 1;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(0..=0x1f) => {
                    self.shown = end + 1;
                    let code = bytes[end];
                    return Err(self.bad(format!(
                        "Illegal unquoted character ((CTRL-CHAR, code {code})): has to be escaped \
                         using backslash to be included in string value"
                    )));
                }
                Some(_) => end += 1,
                None => {
                    self.at = bytes.len();
                    self.shown = self.at;
                    return Err(self.bad(
                        "Unexpected end-of-input: was expecting closing quote for a string value",
                    ));
                }
            }
        }
        self.at = end + 1;
        self.shown = self.at;
        serde_json::from_str(&self.text[began..self.at])
            .map_err(|_| self.bad("Unrecognized character escape"))
    }

    fn number(&mut self) -> Result<Token, BadPattern> {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | 'e' | 'E')))
            .unwrap_or(rest.len());
        let text = &rest[..end];
        let number = serde_json::from_str::<serde_json::Number>(text);
        self.at += end;
        self.shown = self.at;
        match number {
            Ok(_) => Ok(Token::Number(text.to_owned())),
            Err(_) => Err(self.bad(format!("Invalid numeric value: {text}"))),
        }
    }

    fn word(&mut self) -> Result<Token, BadPattern> {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
            .unwrap_or(rest.len());
        if end == 0 {
            return Err(self.unexpected(
                "expected a valid value (JSON String, Number, Array, Object or token 'null', \
                 'true' or 'false')",
            ));
        }
        let word = &rest[..end];
        self.at += end;
        self.shown = self.at;
        match word {
            "true" => Ok(Token::True),
            "false" => Ok(Token::False),
            "null" => Ok(Token::Null),
            _ => Err(self.bad(format!(
                "Unrecognized token '{word}': was expecting (JSON String, Number, Array, Object \
                 or token 'null', 'true' or 'false')"
            ))),
        }
    }

    /// Nothing may follow the outermost value.
    fn end(&mut self) -> Result<Token, BadPattern> {
        match self.peek() {
            None => Ok(Token::End),
            Some(_) => self.value(),
        }
    }

    fn expect(&mut self, wanted: u8, why: &str) -> Result<(), BadPattern> {
        match self.peek() {
            Some(found) if found == wanted => {
                self.at += 1;
                Ok(())
            }
            None => Err(self.cut_short()),
            Some(_) => Err(self.unexpected(why)),
        }
    }

    fn unexpected(&mut self, why: &str) -> BadPattern {
        match self.text[self.at..].chars().next() {
            Some(found) => {
                self.shown = self.at + found.len_utf8();
                let code = u32::from(found);
                self.bad(format!(
                    "Unexpected character ('{found}' (code {code})): {why}"
                ))
            }
            None => self.cut_short(),
        }
    }

    fn cut_short(&mut self) -> BadPattern {
        self.shown = self.text.len();
        let what = match self.inside.last() {
            Some(Inside::Array) => "expected close marker for Array",
            _ => "expected close marker for Object",
        };
        self.bad(format!("Unexpected end-of-input: {what}"))
    }
}
