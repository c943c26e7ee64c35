//! Metric math: expressions over series of values.
//!
//! [`Expression::parse`] reads one, and says which others it needs; [`Expression::evaluate`] computes
//! it against a [`Scene`].

mod evaluate;
mod functions;
mod lex;
mod parse;
mod series;
mod table;

pub use evaluate::Scene;
pub use series::{Series, Value};

use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq)]
pub struct Expression(Node);

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Number(f64),
    Text(String),
    /// The id of a metric or of another expression, or a word such as `DESC`.
    Name(String),
    List(Vec<Node>),
    Negated(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(String, Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    And,
    Or,
}

impl Expression {
    pub fn parse(text: &str) -> Result<Expression, String> {
        parse::parse(text).map(Expression)
    }

    /// The ids it names.
    pub fn ids(&self) -> BTreeSet<&str> {
        let mut ids = BTreeSet::new();
        walk(&self.0, &mut |node| {
            if let Node::Name(name) = node {
                if name.starts_with(|c: char| c.is_ascii_lowercase()) {
                    ids.insert(name.as_str());
                }
            }
        });
        ids
    }

    /// Whether it calls a function anywhere.
    pub fn calls(&self, function: &str) -> bool {
        let mut found = false;
        walk(&self.0, &mut |node| {
            found |= matches!(node, Node::Call(name, _) if name == function);
        });
        found
    }

    pub fn evaluate(&self, scene: &dyn Scene) -> Result<Value, String> {
        evaluate::evaluate(&self.0, scene)
    }
}

fn walk<'n>(node: &'n Node, visit: &mut impl FnMut(&'n Node)) {
    visit(node);
    match node {
        Node::List(nodes) | Node::Call(_, nodes) => {
            for node in nodes {
                walk(node, visit);
            }
        }
        Node::Negated(node) => walk(node, visit),
        Node::Binary(_, left, right) => {
            walk(left, visit);
            walk(right, visit);
        }
        Node::Number(_) | Node::Text(_) | Node::Name(_) => {}
    }
}
