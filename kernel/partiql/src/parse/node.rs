//! Expressions, as they are read before it shows what they are for.

use super::cursor::{Cursor, Place};
use super::fault::{malformed, unsupported};
use super::token::Token;
use super::types::Type;
use crate::keywords::is_keyword;
use haneul_expression::{Error, Path, Value};

#[derive(Debug)]
pub enum Node {
    Path(Path),
    Value(Value),
    Parameter(Value, Place),
    /// With its sign.
    Number(String),
    Missing,
    /// In brackets, or several in parentheses.
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    /// `<<…>>`
    Set(Vec<Node>),
    Call(Call),
    /// A comparison, a sum or a difference.
    Binary(&'static str, Box<Node>, Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Between(Box<Node>, Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    Is(Box<Node>, Type),
}

#[derive(Debug)]
pub struct Call {
    /// In small letters.
    pub name: String,
    pub operands: Vec<Node>,
    pub place: Place,
    /// Of the first operand.
    pub first: Place,
}

/// Keywords that PartiQL calls.
const FUNCTIONS: [&str; 12] = [
    "AVG",
    "CAST",
    "CHAR_LENGTH",
    "COALESCE",
    "COUNT",
    "LOWER",
    "MAX",
    "MIN",
    "NULLIF",
    "SUBSTRING",
    "SUM",
    "UPPER",
];
/// Keywords that stand between or before operands.
const OPERATORS: [&str; 6] = ["AND", "BETWEEN", "IN", "IS", "LIKE", "OR"];
/// Most signs of a sum.
const LONGEST: usize = 64;
const INFIX: &str = "Missing right-hand side expression of infix operator";

impl Cursor<'_> {
    pub fn expression(&mut self) -> Result<Node, Error> {
        self.deeper()?;
        let node = self.chain("OR", Self::conjunction, Node::Or);
        self.higher();
        node
    }

    fn conjunction(&mut self) -> Result<Node, Error> {
        self.chain("AND", Self::negation, Node::And)
    }

    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Result<Node, Error>,
        whole: fn(Vec<Node>) -> Node,
    ) -> Result<Node, Error> {
        let first = part(self)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take_word(word) {
            parts.push(self.right(part)?);
        }
        Ok(whole(parts))
    }

    fn right(&mut self, of: fn(&mut Self) -> Result<Node, Error>) -> Result<Node, Error> {
        match self.token() {
            Token::End => Err(malformed(INFIX)),
            _ => of(self),
        }
    }

    fn negation(&mut self) -> Result<Node, Error> {
        if !self.take_word("NOT") {
            return self.comparison();
        }
        self.deeper()?;
        let inner = self.negation()?;
        self.higher();
        Ok(Node::Not(Box::new(inner)))
    }

    fn comparison(&mut self) -> Result<Node, Error> {
        let left = self.sum()?;
        match self.token() {
            Token::Sign(sign @ ("=" | "<>" | "!=" | "<" | "<=" | ">" | ">=")) => {
                let sign = *sign;
                self.advance();
                Ok(Node::Binary(
                    sign,
                    Box::new(left),
                    Box::new(self.right(Self::sum)?),
                ))
            }
            Token::Word(_) => self.word_comparison(left),
            _ => Ok(left),
        }
    }

    /// `BETWEEN`, `IN` and `IS`, perhaps negated, if one is there.
    fn word_comparison(&mut self, left: Node) -> Result<Node, Error> {
        let left = Box::new(left);
        let place = self.place();
        if self.take_word("IS") {
            let negated = self.take_word("NOT");
            let node = Node::Is(left, self.type_of(place)?);
            return Ok(not_if(negated, node));
        }
        let follows = |word: &str| matches!(self.next_token(), Token::Word(next) if next.eq_ignore_ascii_case(word));
        let negated = self.is_word("NOT") && (follows("IN") || follows("BETWEEN"));
        if negated {
            self.advance();
        }
        if self.take_word("BETWEEN") {
            let lower = self.right(Self::sum)?;
            if !self.take_word("AND") {
                return Err(malformed("Expected AND"));
            }
            if *self.token() == Token::End {
                return Err(malformed("Expected expression after AND"));
            }
            let upper = self.sum()?;
            let node = Node::Between(left, Box::new(lower), Box::new(upper));
            return Ok(not_if(negated, node));
        }
        if self.take_word("IN") {
            let list = match self.is_sign("(") {
                true => self.group().map(Node::List)?,
                false => self.right(Self::sum)?,
            };
            return Ok(not_if(negated, Node::In(left, Box::new(list))));
        }
        if self.is_word("LIKE") {
            return Err(unsupported("operator: LIKE", self.place()));
        }
        Ok(*left)
    }

    fn sum(&mut self) -> Result<Node, Error> {
        let mut left = self.unary()?;
        let mut terms = 0;
        loop {
            let sign = match self.token() {
                Token::Sign(sign @ ("+" | "-")) => *sign,
                Token::Sign(sign @ ("*" | "||")) => {
                    return Err(unsupported(&format!("operator: {sign}"), self.place()));
                }
                _ => return Ok(left),
            };
            self.advance();
            left = Node::Binary(sign, Box::new(left), Box::new(self.right(Self::unary)?));
            terms += 1;
            if terms > LONGEST {
                return Err(malformed("Expression is nested too deeply"));
            }
        }
    }

    fn unary(&mut self) -> Result<Node, Error> {
        let place = self.place();
        let Some(negative) = self.take_signs() else {
            return self.term();
        };
        match (self.term()?, negative) {
            (Node::Number(text), true) => Ok(Node::Number(format!("-{text}"))),
            (Node::Number(text), false) => Ok(Node::Number(text)),
            _ => Err(unsupported("operand of a sign", place)),
        }
    }

    /// Whether `+` and `-`, if any are here, make a number negative.
    pub fn take_signs(&mut self) -> Option<bool> {
        let mut negative = None;
        while let Token::Sign(sign @ ("+" | "-")) = self.token() {
            negative = Some(negative.unwrap_or(false) != (*sign == "-"));
            self.advance();
        }
        negative
    }

    fn term(&mut self) -> Result<Node, Error> {
        match self.token() {
            Token::Text(_) | Token::Number(_) | Token::Parameter => Ok(self.literal()),
            Token::Quoted(_) => self.name_or_call(),
            Token::Word(_) => self.word(),
            Token::Sign("(") => {
                let mut group = self.group()?;
                match group.len() {
                    1 => Ok(group.swap_remove(0)),
                    _ => Ok(Node::List(group)),
                }
            }
            Token::Sign("[") => self.listed("[", "]", "RIGHT_BRACKET").map(Node::List),
            Token::Sign("<<") => self
                .listed("<<", ">>", "RIGHT_DOUBLE_ANGLE_BRACKET")
                .map(Node::Set),
            Token::Sign("{") => self.map(),
            Token::Sign("+" | "-" | "*" | "=" | "<" | ">" | "<=" | ">=" | "<>" | "!=" | "||") => {
                Err(malformed("Unexpected operator"))
            }
            Token::Sign(_) | Token::End => Err(malformed("Unexpected term")),
        }
    }

    fn literal(&mut self) -> Node {
        let place = self.place();
        match self.advance() {
            Token::Text(text) => Node::Value(Value::S(text)),
            Token::Number(text) => Node::Number(text),
            _ => Node::Parameter(self.parameter(), place),
        }
    }

    fn word(&mut self) -> Result<Node, Error> {
        let literal = [
            ("NULL", Node::Value(Value::Null)),
            ("TRUE", Node::Value(Value::Bool(true))),
            ("FALSE", Node::Value(Value::Bool(false))),
            ("MISSING", Node::Missing),
        ];
        for (word, node) in literal {
            if self.take_word(word) {
                return Ok(node);
            }
        }
        let is_call = matches!(self.next_token(), Token::Sign("("));
        let Token::Word(word) = self.token() else {
            return Err(malformed("Unexpected term"));
        };
        // Keywords that are names of functions as others are.
        let is_function = is_call && (self.is_word("SIZE") || self.is_word("EXISTS"));
        if !is_keyword(word) || is_function {
            return self.name_or_call();
        }
        if is_call && FUNCTIONS.iter().any(|name| self.is_word(name)) {
            let what = format!("function: {}", word.to_ascii_uppercase());
            return Err(unsupported(&what, self.place()));
        }
        let is_operator = OPERATORS.iter().any(|name| self.is_word(name));
        Err(malformed(match is_operator {
            true => "Unexpected operator",
            false => "Unexpected keyword",
        }))
    }

    fn name_or_call(&mut self) -> Result<Node, Error> {
        let place = self.place();
        let (Token::Word(name) | Token::Quoted(name)) = self.advance() else {
            return Err(malformed("Unexpected term"));
        };
        if self.is_sign("(") {
            let first = self.next_place();
            let operands = self.listed("(", ")", "RIGHT_PAREN")?;
            return Ok(Node::Call(Call {
                name: name.to_ascii_lowercase(),
                operands,
                place,
                first,
            }));
        }
        self.steps(name).map(Node::Path)
    }

    /// In parentheses, at least one.
    fn group(&mut self) -> Result<Vec<Node>, Error> {
        let group = self.listed("(", ")", "RIGHT_PAREN")?;
        match group.is_empty() {
            true => Err(malformed("Expression group cannot be empty")),
            false => Ok(group),
        }
    }

    fn listed(&mut self, open: &str, close: &str, name: &str) -> Result<Vec<Node>, Error> {
        self.expect_sign(open, name)?;
        let mut list = Vec::new();
        if self.take_sign(close) {
            return Ok(list);
        }
        loop {
            list.push(self.expression()?);
            if !self.take_sign(",") {
                self.expect_sign(close, name)?;
                return Ok(list);
            }
        }
    }

    fn map(&mut self) -> Result<Node, Error> {
        self.advance();
        let mut members = Vec::new();
        if self.take_sign("}") {
            return Ok(Node::Map(members));
        }
        loop {
            let name = match self.expression()? {
                Node::Value(Value::S(name)) => name,
                Node::Path(path) if path.is_attribute() => path.root().to_owned(),
                _ => return Err(malformed("Unexpected term")),
            };
            self.expect_sign(":", "COLON")?;
            members.push((name, self.expression()?));
            if !self.take_sign(",") {
                self.expect_sign("}", "RIGHT_CURLY")?;
                return Ok(Node::Map(members));
            }
        }
    }
}

fn not_if(negated: bool, node: Node) -> Node {
    match negated {
        true => Node::Not(Box::new(node)),
        false => node,
    }
}
