//! Which keys a query asks for.

use crate::parse::Parser;
use crate::{Error, Placeholders, Value, Which};

/// One or two rules of different attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyCondition {
    rules: Vec<(String, RangeRule)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RangeRule {
    Eq(Value),
    Lt(Value),
    Le(Value),
    Gt(Value),
    Ge(Value),
    Between(Value, Value),
    BeginsWith(Value),
}

impl KeyCondition {
    pub fn parse(text: &str, _: &mut Placeholders) -> Result<Self, Error> {
        Err(Parser::new(text, Which::KeyConditionExpression)?.unexpected())
    }

    pub fn new(rules: Vec<(String, RangeRule)>) -> Self {
        KeyCondition { rules }
    }

    /// The names of the attributes that it is about.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|(name, _)| name.as_str())
    }

    /// What is asked of the keys of a table or an index.
    pub fn resolve(
        &self,
        hash: &str,
        range: Option<&str>,
    ) -> Result<(Value, Option<RangeRule>), Error> {
        let of = |wanted: &str| self.rules.iter().find(|(name, _)| name == wanted);
        let missing = |name: &str| {
            Error::validation(format!("Query condition missed key schema element: {name}"))
        };
        let value = match of(hash) {
            None => return Err(missing(hash)),
            Some((_, RangeRule::Eq(value))) => value.clone(),
            Some(_) => return Err(Error::validation("Query key condition not supported")),
        };
        if self.rules.len() == 1 {
            return Ok((value, None));
        }
        match range.map(|range| (range, of(range))) {
            Some((_, Some((_, rule)))) if self.rules.len() == 2 => Ok((value, Some(rule.clone()))),
            Some((range, None)) => Err(missing(range)),
            _ => Err(Error::validation("Query key condition not supported")),
        }
    }
}
