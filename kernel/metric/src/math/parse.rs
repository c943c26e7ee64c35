//! From signs to a tree. `OR` binds least, then `AND`, comparisons, sums, products, powers.

use super::lex::{self, Token};
use super::{Node, Operator};

/// Brackets within brackets.
const DEEPEST: usize = 64;

pub fn parse(text: &str) -> Result<Node, String> {
    let tokens = lex::tokens(text)?;
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
    };
    let node = parser.binary(0)?;
    match parser.tokens.get(parser.at) {
        None => Ok(node),
        Some(token) => Err(format!("Unexpected {}", shown(token))),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

fn shown(token: &Token) -> String {
    match token {
        Token::Number(number) => format!("number {number}"),
        Token::Text(text) => format!("string '{text}'"),
        Token::Name(name) => format!("'{name}'"),
        Token::Sign(sign) => format!("'{sign}'"),
    }
}

/// Operators by how strongly they bind.
fn operator(level: usize, token: &Token) -> Option<Operator> {
    let sign = match token {
        Token::Sign(sign) => *sign,
        Token::Name(name) => name.as_str(),
        _ => return None,
    };
    match (level, sign) {
        (0, "||" | "OR") => Some(Operator::Or),
        (1, "&&" | "AND") => Some(Operator::And),
        (2, "==") => Some(Operator::Equal),
        (2, "!=") => Some(Operator::Unequal),
        (3, "<") => Some(Operator::Less),
        (3, "<=") => Some(Operator::AtMost),
        (3, ">") => Some(Operator::More),
        (3, ">=") => Some(Operator::AtLeast),
        (4, "+") => Some(Operator::Add),
        (4, "-") => Some(Operator::Subtract),
        (5, "*") => Some(Operator::Multiply),
        (5, "/") => Some(Operator::Divide),
        _ => None,
    }
}

const LEVELS: usize = 6;

impl Parser {
    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.tokens.get(self.at), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(is);
        is
    }

    fn binary(&mut self, level: usize) -> Result<Node, String> {
        if level == LEVELS {
            return self.negated();
        }
        let mut left = self.binary(level + 1)?;
        while let Some(found) = self.tokens.get(self.at).and_then(|t| operator(level, t)) {
            self.at += 1;
            let right = self.binary(level + 1)?;
            left = Node::Binary(found, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn negated(&mut self) -> Result<Node, String> {
        if !self.sign("-") {
            return self.power();
        }
        self.deeper()?;
        let node = Node::Negated(Box::new(self.negated()?));
        self.depth -= 1;
        Ok(node)
    }

    fn power(&mut self) -> Result<Node, String> {
        let base = self.primary()?;
        if !self.sign("^") {
            return Ok(base);
        }
        self.deeper()?;
        let exponent = self.negated()?;
        self.depth -= 1;
        Ok(Node::Binary(
            Operator::Power,
            Box::new(base),
            Box::new(exponent),
        ))
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        match self.depth > DEEPEST {
            true => Err("The expression is too deep".to_owned()),
            false => Ok(()),
        }
    }

    fn primary(&mut self) -> Result<Node, String> {
        self.deeper()?;
        let node = match self.take() {
            Some(Token::Number(number)) => Node::Number(number),
            Some(Token::Text(text)) => Node::Text(text),
            Some(Token::Name(name)) if self.sign("(") => Node::Call(name, self.list(")")?),
            Some(Token::Name(name)) => Node::Name(name),
            Some(Token::Sign("(")) => {
                let inside = self.binary(0)?;
                if !self.sign(")") {
                    return Err("A parenthesis has no end".to_owned());
                }
                inside
            }
            Some(Token::Sign("[")) => Node::List(self.list("]")?),
            Some(token) => return Err(format!("Unexpected {}", shown(&token))),
            None => return Err("Unexpected end of the expression".to_owned()),
        };
        self.depth -= 1;
        Ok(node)
    }

    fn list(&mut self, end: &str) -> Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        if self.sign(end) {
            return Ok(nodes);
        }
        loop {
            nodes.push(self.binary(0)?);
            if self.sign(end) {
                return Ok(nodes);
            }
            if !self.sign(",") {
                return Err(format!("'{end}' is missing"));
            }
        }
    }
}
