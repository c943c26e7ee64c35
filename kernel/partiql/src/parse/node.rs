//! Expressions, as they are read before it shows what they are for.

use super::cursor::Cursor;
use super::fault::{malformed, unsupported};
use super::token::Token;
use crate::keywords::is_keyword;
use haneul_expression::{
    Error, Item, Number, Path, Step, Value, binary_set, number_set, string_set,
};

#[derive(Debug)]
pub enum Node {
    Path(Path),
    Value(Value),
    Missing,
    /// In brackets, or several in parentheses.
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    /// `<<…>>`
    Set(Vec<Node>),
    Call(String, Vec<Node>),
    /// A comparison, a sum or a difference.
    Binary(&'static str, Box<Node>, Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Between(Box<Node>, Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    IsNull(Box<Node>),
    IsMissing(Box<Node>),
}

/// Keywords that PartiQL calls.
const FUNCTIONS: [&str; 13] = [
    "AVG",
    "CAST",
    "CHAR_LENGTH",
    "COALESCE",
    "COUNT",
    "EXISTS",
    "LOWER",
    "MAX",
    "MIN",
    "NULLIF",
    "SUBSTRING",
    "SUM",
    "UPPER",
];
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
        if self.take_word("IS") {
            let negated = self.take_word("NOT");
            return Ok(not_if(negated, self.kind_of(left)?));
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
            return Err(unsupported("operator: LIKE", &self.place()));
        }
        Ok(*left)
    }

    fn kind_of(&mut self, left: Box<Node>) -> Result<Node, Error> {
        if self.take_word("MISSING") {
            return Ok(Node::IsMissing(left));
        }
        if self.take_word("NULL") {
            return Ok(Node::IsNull(left));
        }
        match self.token() {
            Token::Word(word) if is_keyword(word) => {
                let what = format!("type in IS: {}", word.to_ascii_uppercase());
                Err(unsupported(&what, &self.place()))
            }
            _ => Err(malformed("Expected type name")),
        }
    }

    fn sum(&mut self) -> Result<Node, Error> {
        let mut left = self.unary()?;
        let mut terms = 0;
        loop {
            let sign = match self.token() {
                Token::Sign(sign @ ("+" | "-")) => *sign,
                Token::Sign(sign @ ("*" | "||")) => {
                    return Err(unsupported(&format!("operator: {sign}"), &self.place()));
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
        let negative = match self.token() {
            Token::Sign("-") => true,
            Token::Sign("+") => false,
            _ => return self.term(),
        };
        let place = self.place();
        self.advance();
        match (self.term()?, negative) {
            (Node::Value(Value::N(number)), true) => Ok(Node::Value(Value::N(number.negated()))),
            (Node::Value(Value::N(number)), false) => Ok(Node::Value(Value::N(number))),
            _ => Err(unsupported("operand of a sign", &place)),
        }
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
        match self.advance() {
            Token::Text(text) => Node::Value(Value::S(text)),
            Token::Number(number) => Node::Value(Value::N(number)),
            _ => Node::Value(self.parameter()),
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
        // The one keyword that is a function of DynamoDB's.
        if !is_keyword(word) || is_call && self.is_word("SIZE") {
            return self.name_or_call();
        }
        if is_call && FUNCTIONS.iter().any(|name| self.is_word(name)) {
            let what = format!("function: {}", word.to_ascii_uppercase());
            return Err(unsupported(&what, &self.place()));
        }
        Err(malformed("Unexpected keyword"))
    }

    fn name_or_call(&mut self) -> Result<Node, Error> {
        let (Token::Word(name) | Token::Quoted(name)) = self.advance() else {
            return Err(malformed("Unexpected term"));
        };
        if self.is_sign("(") {
            let name = name.to_ascii_lowercase();
            return self.group().map(|operands| Node::Call(name, operands));
        }
        self.steps(name).map(Node::Path)
    }

    /// The rest of a path.
    pub fn steps(&mut self, root: String) -> Result<Path, Error> {
        let mut steps = Vec::new();
        loop {
            if self.take_sign(".") {
                let name = self.take_name();
                steps.push(Step::Name(
                    name.ok_or_else(|| malformed("Invalid path dot component"))?,
                ));
            } else if self.take_sign("[") {
                steps.push(match self.advance() {
                    Token::Number(index) => Step::Index(index_of(&index)?),
                    Token::Text(name) => Step::Name(name),
                    _ => return Err(malformed("Invalid path component for simple path")),
                });
                self.expect_sign("]", "RIGHT_BRACKET")?;
            } else {
                return Ok(Path::new(root, steps));
            }
        }
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

fn index_of(number: &Number) -> Result<usize, Error> {
    let index = number
        .to_i64()
        .and_then(|index| usize::try_from(index).ok());
    index.ok_or_else(|| malformed("Invalid path component for simple path"))
}

impl Node {
    /// A value without any attribute in it.
    pub fn into_value(self) -> Result<Value, Error> {
        match self {
            Node::Value(value) => Ok(value),
            Node::List(list) => {
                let values: Result<_, _> = list.into_iter().map(Node::into_value).collect();
                values.map(Value::L)
            }
            Node::Map(members) => {
                let members: Result<Item, Error> = members
                    .into_iter()
                    .map(|(name, node)| Ok((name, node.into_value()?)))
                    .collect();
                members.map(Value::M)
            }
            Node::Set(list) => set(list),
            _ => Err(malformed("Expected a literal value")),
        }
    }
}

/// Texts, numbers or bytes, but not of several kinds.
fn set(list: Vec<Node>) -> Result<Value, Error> {
    let (mut texts, mut numbers, mut binaries) = (Vec::new(), Vec::new(), Vec::new());
    for node in list {
        match node.into_value()? {
            Value::S(text) => texts.push(text),
            Value::N(number) => numbers.push(number),
            Value::B(bytes) => binaries.push(bytes),
            other => return Err(mixed(other.kind().name())),
        }
    }
    match (texts.is_empty(), numbers.is_empty(), binaries.is_empty()) {
        (_, true, true) => string_set(texts),
        (true, false, true) => number_set(numbers),
        (true, true, false) => binary_set(binaries),
        _ => Err(mixed("several kinds")),
    }
}

fn mixed(what: &str) -> Error {
    Error::validation(format!(
        "One or more parameter values were invalid: a set has members of one kind, S, N or B: {what}"
    ))
}
