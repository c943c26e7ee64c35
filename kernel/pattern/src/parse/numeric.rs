//! `{"numeric": [">", 0, "<=", 5]}`.

use super::Reader;
use crate::bad::BadPattern;
use crate::number::{GREATEST, LEAST, Millionths, Range};
use crate::test::Test;
use crate::tokens::Token;

const TOO_MANY: &str = "Too many elements in numeric expression";

impl Reader<'_> {
    pub(super) fn numeric(&mut self) -> Result<Test, BadPattern> {
        if self.tokens.next()? != Token::StartArray {
            return Err(self.tokens.bad("Value of numeric must be an array."));
        }
        let range = self.range()?;
        self.close(TOO_MANY)?;
        Ok(Test::Within(range))
    }

    fn range(&mut self) -> Result<Range, BadPattern> {
        let operator = match self.tokens.next()? {
            Token::Str(operator) => {
                self.tokens.took();
                operator
            }
            other => {
                let shown = shown(&other);
                return Err(self
                    .tokens
                    .bad(format!("Invalid member in numeric match: {shown}")));
            }
        };
        if !["=", "<", "<=", ">", ">="].contains(&operator.as_str()) {
            // The number is read first.
            self.tokens.next()?;
            return Err(self
                .tokens
                .bad(format!("Unrecognized numeric range operator: {operator}")));
        }
        let value = self.bound(match operator.as_str() {
            "=" => "equals",
            other => other,
        })?;
        let open = operator.len() == 1;
        match operator.as_str() {
            "=" => {
                self.end(TOO_MANY)?;
                Ok(between(value, false, value, false))
            }
            "<" | "<=" => {
                self.end(TOO_MANY)?;
                Ok(between(LEAST, false, value, open))
            }
            _ => match self.tokens.next()? {
                Token::EndArray => Ok(between(value, open, GREATEST, false)),
                Token::Str(second) => {
                    self.tokens.took();
                    self.upper(value, open, &second)
                }
                other => {
                    let shown = shown(&other);
                    Err(self
                        .tokens
                        .bad(format!("Bad value in numeric range: {shown}")))
                }
            },
        }
    }

    fn upper(
        &mut self,
        bottom: Millionths,
        open_bottom: bool,
        operator: &str,
    ) -> Result<Range, BadPattern> {
        if !["<", "<="].contains(&operator) {
            return Err(self
                .tokens
                .bad(format!("Bad numeric range operator: {operator}")));
        }
        let top = self.bound(operator)?;
        self.end("Too many terms in numeric range expression")?;
        match bottom < top {
            true => Ok(between(bottom, open_bottom, top, operator == "<")),
            false => Err(self.tokens.bad("Bottom must be less than top")),
        }
    }

    fn bound(&mut self, operator: &str) -> Result<Millionths, BadPattern> {
        match self.tokens.next()? {
            Token::Number(text) => Millionths::read(&text).map_err(|why| self.tokens.bad(why)),
            _ => Err(self
                .tokens
                .bad(format!("Value of {operator} must be numeric"))),
        }
    }

    fn end(&mut self, otherwise: &str) -> Result<(), BadPattern> {
        match self.tokens.next()? {
            Token::EndArray => Ok(()),
            _ => Err(self.tokens.bad(otherwise)),
        }
    }
}

fn between(bottom: Millionths, open_bottom: bool, top: Millionths, open_top: bool) -> Range {
    Range {
        bottom,
        open_bottom,
        top,
        open_top,
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(text) | Token::Str(text) | Token::Name(text) => text.clone(),
        Token::True => "true".to_owned(),
        Token::False => "false".to_owned(),
        Token::Null => "null".to_owned(),
        Token::StartObject => "{".to_owned(),
        Token::EndObject => "}".to_owned(),
        Token::StartArray => "[".to_owned(),
        Token::EndArray => "]".to_owned(),
        Token::End => String::new(),
    }
}
