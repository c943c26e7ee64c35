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
use crate::language::Effect;

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
    /// Every value makes sense for the operator.
    readable: bool,
}

impl Condition {
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether a statement of this effect is about the request as far as this condition goes. What
    /// a value means that cannot be read is anybody's guess: it keeps no denial from being one,
    /// and allows nothing.
    pub fn holds(&self, context: &Context, effect: Effect) -> bool {
        let found = context.lowered(&self.key);
        let holds = match (&self.values, found) {
            (Values::Null(wanted), _) => wanted.contains(&found.is_none()),
            (_, Some(found)) => self.compares(found, context),
            (_, None) => return self.holds_when_absent(),
        };
        match effect {
            _ if self.readable => holds,
            Effect::Deny => true,
            Effect::Allow => holds && !self.negated,
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
