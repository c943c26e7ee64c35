//! The place in an expression's text that has been read so far.

use super::names::Reader;
use super::token::{self, Token};
use crate::{Error, Path, Step, Which};
use std::ops::Range;

/// Most bytes of an expression.
const LARGEST: usize = 4096;
/// The greatest index that a list may be asked for.
const GREATEST_INDEX: usize = 99_999;

const KEYWORDS: [&str; 9] = [
    "ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET",
];

pub(crate) struct Parser<'t> {
    text: &'t str,
    which: Which,
    /// The token before the one that is looked at.
    before: Range<usize>,
    token: Token,
    at: Range<usize>,
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str, which: Which) -> Result<Self, Error> {
        if text.len() > LARGEST {
            let size = match which {
                Which::FilterExpression => format!(" expression size: {}", text.len()),
                _ => String::new(),
            };
            return Err(which.too_large(format_args!(
                "Expression size has exceeded the maximum allowed size;{size}"
            )));
        }
        let (token, at) = token::next(text, 0);
        if token == Token::End {
            return Err(which.invalid("The expression can not be empty;"));
        }
        Ok(Parser {
            text,
            which,
            before: 0..0,
            token,
            at,
        })
    }

    pub fn token(&self) -> Token {
        self.token
    }

    /// The text of the token that is looked at.
    pub fn text(&self) -> &'t str {
        &self.text[self.at.clone()]
    }

    /// Where the token begins that is looked at.
    pub fn place(&self) -> usize {
        self.at.start
    }

    /// Where the token before it ends.
    pub fn passed(&self) -> usize {
        self.before.end
    }

    pub fn is_end(&self) -> bool {
        self.token == Token::End
    }

    pub fn is_sign(&self, sign: &str) -> bool {
        self.token == Token::Sign && self.text() == sign
    }

    pub fn is_keyword(&self, keyword: &str) -> bool {
        self.token == Token::Word && self.text().eq_ignore_ascii_case(keyword)
    }

    /// Whether this is a word of the grammar. All expressions have the same, and none takes one for
    /// the name of an attribute.
    pub fn is_any_keyword(&self) -> bool {
        KEYWORDS.iter().any(|keyword| self.is_keyword(keyword))
    }

    /// To the next token; the text of the one that was looked at.
    pub fn advance(&mut self) -> &'t str {
        let text = self.text();
        let (token, at) = token::next(self.text, self.at.end);
        self.before = std::mem::replace(&mut self.at, at);
        self.token = token;
        text
    }

    pub fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        if found {
            self.advance();
        }
        found
    }

    pub fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.is_keyword(keyword);
        if found {
            self.advance();
        }
        found
    }

    pub fn expect_sign(&mut self, sign: &str) -> Result<(), Error> {
        match self.take_sign(sign) {
            true => Ok(()),
            false => Err(self.unexpected()),
        }
    }

    pub fn expect_keyword(&mut self, keyword: &str) -> Result<(), Error> {
        match self.take_keyword(keyword) {
            true => Ok(()),
            false => Err(self.unexpected()),
        }
    }

    pub fn expect_end(&self) -> Result<(), Error> {
        match self.is_end() {
            true => Ok(()),
            false => Err(self.unexpected()),
        }
    }

    /// That no expression goes on with the token that is looked at.
    pub fn unexpected(&self) -> Error {
        let token = match self.is_end() {
            true => "<EOF>",
            false => self.text(),
        };
        let (_, after) = token::next(self.text, self.at.end);
        let end = match self.is_end() {
            true => self.before.end,
            false => self.at.end.max(after.end.min(self.text.trim_end().len())),
        };
        let near = &self.text[self.near_start()..end];
        self.which.invalid(format_args!(
            "Syntax error; token: \"{token}\", near: \"{near}\""
        ))
    }

    fn near_start(&self) -> usize {
        match self.before.is_empty() {
            true => self.at.start,
            false => self.before.start,
        }
    }

    pub fn path(&mut self, reader: &mut Reader) -> Result<Path, Error> {
        let root = self.name(reader)?;
        self.steps(root, reader)
    }

    /// The rest of a path whose first name has been read.
    pub fn steps(&mut self, root: String, reader: &mut Reader) -> Result<Path, Error> {
        let mut steps = Vec::new();
        loop {
            if self.take_sign(".") {
                steps.push(Step::Name(self.name(reader)?));
            } else if self.take_sign("[") {
                steps.push(Step::Index(self.index(reader)?));
            } else {
                break;
            }
        }
        let path = Path::new(root, steps);
        reader.check_depth(&path);
        Ok(path)
    }

    fn name(&mut self, reader: &mut Reader) -> Result<String, Error> {
        match self.token {
            Token::Word if !self.is_any_keyword() => Ok(reader.word(self.advance())),
            Token::Name => Ok(reader.name(self.advance())),
            _ => Err(self.unexpected()),
        }
    }

    fn index(&mut self, reader: &mut Reader) -> Result<usize, Error> {
        if self.token != Token::Digits {
            return Err(self.unexpected());
        }
        let digits = self.advance();
        self.expect_sign("]")?;
        let index = digits.parse().ok().filter(|index| *index <= GREATEST_INDEX);
        Ok(index.unwrap_or_else(|| {
            reader.index_too_large(digits);
            0
        }))
    }

    /// A projection: paths between commas.
    pub fn paths(mut self, reader: &mut Reader) -> Result<Vec<Path>, Error> {
        let mut paths = vec![self.path(reader)?];
        while self.take_sign(",") {
            paths.push(self.path(reader)?);
        }
        self.expect_end()?;
        Ok(paths)
    }
}
