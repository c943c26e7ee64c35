//! `Condition`: operators, their values compiled once, and the tests.

mod address;
mod arn;
mod binary;
mod date;
mod number;
mod operator;
mod parser;
mod values;

use crate::context::Context;

pub(crate) use parser::parse;
pub(crate) use values::Values;

/// How a key with several values is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantifier {
    None,
    ForAllValues,
    ForAnyValue,
}

/// One operator applied to one key.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    key: Box<str>,
    quantifier: Quantifier,
    if_exists: bool,
    negated: bool,
    values: Values,
}

impl Condition {
    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn holds(&self, context: &Context) -> bool {
        let found = context.lowered(&self.key);
        if let Values::Null(wanted) = &self.values {
            return wanted.contains(&found.is_none());
        }
        match found {
            Some(found) => self.compares(found, context),
            None => self.holds_when_absent(),
        }
    }

    /// True when the condition can only be met by a request that has the key with one of the
    /// listed values.
    pub fn is_affirmative(&self) -> bool {
        !self.negated && !self.if_exists && self.quantifier != Quantifier::ForAllValues
    }

    /// True when any request meets the condition that lacks the key or has it with none of the
    /// listed values.
    pub fn is_plainly_negated(&self) -> bool {
        self.negated && self.quantifier == Quantifier::None
    }

    pub fn values(&self) -> &Values {
        &self.values
    }

    fn holds_when_absent(&self) -> bool {
        match self.quantifier {
            _ if self.if_exists => true,
            Quantifier::ForAllValues => true,
            Quantifier::ForAnyValue => false,
            Quantifier::None => self.negated,
        }
    }

    fn compares(&self, found: &[String], context: &Context) -> bool {
        let mut found = found.iter();
        let fits = |value: &String| self.values.include(value, context) != self.negated;
        match self.quantifier {
            Quantifier::ForAllValues => found.all(fits),
            Quantifier::ForAnyValue => found.any(fits),
            Quantifier::None if self.negated => found.all(fits),
            Quantifier::None => found.any(fits),
        }
    }
}
