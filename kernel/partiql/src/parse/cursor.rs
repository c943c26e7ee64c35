//! The place in a statement that has been read so far.

use super::fault::malformed;
use super::token::{Token, tokens};
use crate::keywords::is_keyword;
use haneul_expression::{Error, Value};
use std::fmt;

/// Parentheses, lists, maps and negations in one another.
const DEEPEST: usize = 64;

pub struct Cursor<'a> {
    text: &'a str,
    tokens: Vec<(Token, usize)>,
    at: usize,
    parameters: std::slice::Iter<'a, Value>,
    depth: usize,
    /// Whether a table has been given another name.
    pub aliased: bool,
}

/// Line, column and length of a token, as AWS names them.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    line: usize,
    column: usize,
    length: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}:{}", self.line, self.column, self.length)
    }
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, parameters: &'a [Value]) -> Result<Self, Error> {
        let tokens = tokens(text)?;
        let wanted = tokens
            .iter()
            .filter(|(token, _)| *token == Token::Parameter)
            .count();
        if wanted != parameters.len() {
            return Err(Error::validation(
                "Number of parameters in request and statement don't match.",
            ));
        }
        Ok(Cursor {
            text,
            tokens,
            at: 0,
            parameters: parameters.iter(),
            depth: 0,
            aliased: false,
        })
    }

    pub fn token(&self) -> &Token {
        // The last token is the end, and nothing goes beyond it.
        &self.tokens[self.at].0
    }

    pub fn next_token(&self) -> &Token {
        let next = (self.at + 1).min(self.tokens.len() - 1);
        &self.tokens[next].0
    }

    pub fn advance(&mut self) -> Token {
        let token = self.token().clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    /// Of the token that is looked at.
    pub fn place(&self) -> Place {
        self.place_of(self.at)
    }

    pub fn next_place(&self) -> Place {
        self.place_of((self.at + 1).min(self.tokens.len() - 1))
    }

    fn place_of(&self, at: usize) -> Place {
        let (token, start) = &self.tokens[at];
        let line_start = self.text[..*start].rfind('\n').map_or(0, |end| end + 1);
        let length = match token {
            Token::Word(word) | Token::Number(word) => word.chars().count(),
            Token::Quoted(name) | Token::Text(name) => name.chars().count() + 2,
            Token::Sign(sign) => sign.len(),
            Token::Parameter | Token::End => 1,
        };
        Place {
            line: self.text[..*start].matches('\n').count() + 1,
            column: self.text[line_start..*start].chars().count() + 1,
            length,
        }
    }

    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.token(), Token::Word(found) if found.eq_ignore_ascii_case(word))
    }

    pub fn is_sign(&self, sign: &str) -> bool {
        matches!(self.token(), Token::Sign(found) if *found == sign)
    }

    pub fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    pub fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        if found {
            self.advance();
        }
        found
    }

    pub fn expect_sign(&mut self, sign: &str, name: &str) -> Result<(), Error> {
        match self.take_sign(sign) {
            true => Ok(()),
            false => Err(malformed(&format!("Expected {name}"))),
        }
    }

    pub fn expect_end(&mut self) -> Result<(), Error> {
        if self.take_sign(";") && *self.token() != Token::End {
            return Err(malformed(
                "Unexpected token after semicolon. (Only one query is allowed.)",
            ));
        }
        match self.token() {
            Token::End => Ok(()),
            _ => Err(malformed("Unexpected token after expression")),
        }
    }

    /// A name, if one is here: an unquoted word that is no keyword, or a quoted one.
    pub fn take_name(&mut self) -> Option<String> {
        match self.token() {
            Token::Word(word) if is_keyword(word) => None,
            Token::Word(_) | Token::Quoted(_) => match self.advance() {
                Token::Word(name) | Token::Quoted(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn parameter(&mut self) -> Value {
        self.parameters.next().cloned().unwrap_or(Value::Null)
    }

    pub fn deeper(&mut self) -> Result<(), Error> {
        self.depth += 1;
        match self.depth <= DEEPEST {
            true => Ok(()),
            false => Err(malformed("Expression is nested too deeply")),
        }
    }

    pub fn higher(&mut self) {
        self.depth -= 1;
    }
}
