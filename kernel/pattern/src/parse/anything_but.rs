//! `{"anything-but": …}` in all its forms.

use super::Reader;
use crate::bad::BadPattern;
use crate::test::{Test, fold};
use crate::tokens::Token;
use crate::wildcard::Wildcard;

const TOO_MANY: &str = "Too many elements in numeric expression";
const KINDS: &str = "Inside anything but list, start|null|boolean is not supported.";

/// What a list of texts stands for.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Prefix,
    Suffix,
    IgnoringCase,
    Wildcard,
}

impl Reader<'_> {
    pub(super) fn anything_but(&mut self) -> Result<Test, BadPattern> {
        let test = match self.tokens.next()? {
            Token::StartObject => {
                let kind = self.kind()?;
                let test = self.of_kind(kind)?;
                self.close(TOO_MANY)?;
                test
            }
            Token::StartArray => self.values()?,
            Token::Str(text) => Test::ButTexts(vec![text]),
            Token::Number(text) => Test::ButNumbers(vec![self.number(&text)?]),
            _ => return Err(self.no_value()),
        };
        self.close(TOO_MANY)?;
        Ok(test)
    }

    fn no_value(&self) -> BadPattern {
        self.tokens
            .bad("Value of anything-but must be an array or single string/number value.")
    }

    fn values(&mut self) -> Result<Test, BadPattern> {
        let (mut texts, mut numbers) = (Vec::new(), Vec::new());
        loop {
            match self.tokens.next()? {
                Token::EndArray => break,
                Token::Str(text) => texts.push(text),
                Token::Number(text) => numbers.push(self.number(&text)?),
                _ => return Err(self.tokens.bad(KINDS)),
            }
        }
        match (texts.is_empty(), numbers.is_empty()) {
            (false, true) => Ok(Test::ButTexts(texts)),
            (true, false) => Ok(Test::ButNumbers(numbers)),
            _ => Err(self.tokens.bad(
                "Inside anything but list, either all values are number or string, mixed type is \
                 not supported",
            )),
        }
    }

    fn kind(&mut self) -> Result<Kind, BadPattern> {
        match self.tokens.next()? {
            Token::Name(name) => match name.as_str() {
                "prefix" => Ok(Kind::Prefix),
                "suffix" => Ok(Kind::Suffix),
                "equals-ignore-case" => Ok(Kind::IgnoringCase),
                "wildcard" => Ok(Kind::Wildcard),
                _ => Err(self
                    .tokens
                    .bad(format!("Unsupported anything-but pattern: {name}"))),
            },
            _ => Err(self.tokens.bad("Anything-But expression name not found")),
        }
    }

    fn of_kind(&mut self, kind: Kind) -> Result<Test, BadPattern> {
        let mut texts = Vec::new();
        match self.tokens.next()? {
            Token::StartArray => loop {
                match self.tokens.next()? {
                    Token::EndArray => break,
                    Token::Str(text) => texts.push(self.of_text(kind, text)?),
                    _ => return Err(self.no_text(kind)),
                }
            },
            Token::Str(text) => texts.push(self.of_text(kind, text)?),
            Token::Number(_) => return Err(self.no_text(kind)),
            _ => return Err(self.no_value()),
        }
        Ok(match kind {
            Kind::Prefix => Test::ButPrefixes(texts),
            Kind::Suffix => Test::ButSuffixes(texts),
            Kind::IgnoringCase => Test::ButIgnoringCase(texts),
            Kind::Wildcard => {
                let read = texts.iter().map(|text| self.wildcard(text));
                Test::ButWildcards(read.collect::<Result<Vec<Wildcard>, _>>()?)
            }
        })
    }

    fn of_text(&mut self, kind: Kind, text: String) -> Result<String, BadPattern> {
        self.tokens.took();
        match kind {
            Kind::Prefix | Kind::Suffix if text.is_empty() => {
                Err(self.tokens.bad("Null prefix/suffix not allowed"))
            }
            Kind::IgnoringCase => Ok(fold(&text)),
            _ => Ok(text),
        }
    }

    fn no_text(&self, kind: Kind) -> BadPattern {
        self.tokens.bad(match kind {
            Kind::IgnoringCase => {
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not \
                 supported."
            }
            Kind::Wildcard => "wildcard match pattern must be a string",
            _ => "prefix/suffix match pattern must be a string",
        })
    }
}
