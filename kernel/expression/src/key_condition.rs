//! Which keys a query asks for.

use crate::condition::{self, Compare, Operand, Test};
use crate::{Error, Path, Placeholders, Value, Which};

pub(crate) const LENGTH: &str = "Conditions can be of length 1 or 2 only";

/// Rules of different attributes.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// A condition of a shape that keys can be found by.
    pub fn parse(text: &str, placeholders: &mut Placeholders) -> Result<Self, Error> {
        let test = condition::read(text, placeholders, Which::KeyConditionExpression)?;
        let mut rules = Vec::new();
        add(test, &mut rules)?;
        KeyCondition::new(rules)
    }

    pub fn new(rules: Vec<(String, RangeRule)>) -> Result<Self, Error> {
        match rules.is_empty() {
            true => Err(Error::validation(LENGTH)),
            false => Ok(KeyCondition { rules }),
        }
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
        if self.rules.len() > 2 {
            self.fits(1 + usize::from(range.is_some()))?;
        }
        let RangeRule::Eq(value) = self.rule(hash)? else {
            return Err(unsupported());
        };
        if self.rules.len() == 1 {
            return Ok((value.clone(), None));
        }
        let range = range.ok_or_else(unsupported)?;
        Ok((value.clone(), Some(self.rule(range)?.clone())))
    }

    /// The same of an index whose keys are several attributes each: all of the partition key must be
    /// given, of the sort key as many as are wanted from the left, and only the last by more than
    /// its value.
    pub fn resolve_several(
        &self,
        hashes: &[&str],
        ranges: &[&str],
    ) -> Result<(Vec<Value>, Vec<RangeRule>), Error> {
        let values: Result<Vec<Value>, Error> = hashes
            .iter()
            .map(|hash| match self.rule(hash)? {
                RangeRule::Eq(value) => Ok(value.clone()),
                _ => Err(unsupported()),
            })
            .collect();
        let values = values?;
        self.fits(hashes.len() + ranges.len())?;
        let last = ranges.iter().rposition(|range| self.find(range).is_some());
        let asked = &ranges[..last.map_or(0, |last| last + 1)];
        if values.len() + asked.len() < self.rules.len() {
            return Err(unsupported());
        }
        let mut rules = Vec::with_capacity(asked.len());
        for (at, range) in asked.iter().enumerate() {
            match self.find(range) {
                Some(rule @ RangeRule::Eq(_)) => rules.push(rule.clone()),
                Some(rule) if at + 1 == asked.len() => rules.push(rule.clone()),
                _ => {
                    return Err(Error::validation(format!(
                        "RANGE key attributes {range} must have equality conditions specified in \
                         the query because a condition is present on key attribute {}",
                        asked[asked.len() - 1]
                    )));
                }
            }
        }
        Ok((values, rules))
    }

    fn fits(&self, keys: usize) -> Result<(), Error> {
        match self.rules.len() {
            count if count <= keys => Ok(()),
            count => Err(Error::validation(format!(
                "The number of query conditions ({count}) exceeds the number of key attributes \
                 defined in the schema ({keys})"
            ))),
        }
    }

    fn find(&self, wanted: &str) -> Option<&RangeRule> {
        let found = self.rules.iter().find(|(name, _)| name == wanted);
        found.map(|(_, rule)| rule)
    }

    fn rule(&self, wanted: &str) -> Result<&RangeRule, Error> {
        self.find(wanted).ok_or_else(|| {
            Error::validation(format!(
                "Query condition missed key schema element: {wanted}"
            ))
        })
    }
}

impl RangeRule {
    /// Its values: one, or two of `BETWEEN`.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        let (one, two) = match self {
            RangeRule::Between(lower, upper) => (lower, Some(upper)),
            RangeRule::Eq(value)
            | RangeRule::Lt(value)
            | RangeRule::Le(value)
            | RangeRule::Gt(value)
            | RangeRule::Ge(value)
            | RangeRule::BeginsWith(value) => (value, None),
        };
        [Some(one), two].into_iter().flatten()
    }
}

fn add(test: Test, rules: &mut Vec<(String, RangeRule)>) -> Result<(), Error> {
    if let Test::And(tests) = test {
        return tests.into_iter().try_for_each(|test| add(test, rules));
    }
    let (path, rule) = rule(test)?;
    if !path.is_attribute() {
        return Err(Which::KeyConditionExpression
            .invalid("KeyConditionExpressions cannot have conditions on nested attributes"));
    }
    if rules.iter().any(|(name, _)| name == path.root()) {
        return Err(Which::KeyConditionExpression
            .invalid("KeyConditionExpressions must only contain one condition per key"));
    }
    rules.push((path.root().to_owned(), rule));
    Ok(())
}

fn rule(test: Test) -> Result<(Path, RangeRule), Error> {
    match test {
        Test::Compare(Compare::NotEqual, ..) => Err(unusable("<>")),
        Test::Compare(how, one, two) => {
            check_operands([&one, &two])?;
            let (path, how, value) = match (one, two) {
                (Operand::Path(path), Operand::Value(value)) => (path, how, value),
                (Operand::Value(value), Operand::Path(path)) => (path, how.turned(), value),
                _ => return Err(unsupported()),
            };
            Ok((path, comparison(how, value)))
        }
        Test::Between(operand, lower, upper) => {
            check_operands([&operand, &lower, &upper])?;
            match (operand, lower, upper) {
                (Operand::Path(path), Operand::Value(lower), Operand::Value(upper)) => {
                    Ok((path, RangeRule::Between(lower, upper)))
                }
                _ => Err(unsupported()),
            }
        }
        Test::BeginsWith(one, two) => {
            check_operands([&one, &two])?;
            match (one, two) {
                (Operand::Path(path), Operand::Value(start)) => {
                    Ok((path, RangeRule::BeginsWith(start)))
                }
                _ => Err(unsupported()),
            }
        }
        Test::And(_) => Err(unusable("AND")),
        Test::Or(_) => Err(unusable("OR")),
        Test::Not(_) => Err(unusable("NOT")),
        Test::In(..) => Err(unusable("IN")),
        Test::Exists(_) => Err(unusable("attribute_exists")),
        Test::NotExists(_) => Err(unusable("attribute_not_exists")),
        Test::Type(..) => Err(unusable("attribute_type")),
        Test::Contains(..) => Err(unusable("contains")),
        Test::Same(..) => Err(unusable("=")),
    }
}

fn comparison(how: Compare, value: Value) -> RangeRule {
    match how {
        Compare::Less => RangeRule::Lt(value),
        Compare::LessOrEqual => RangeRule::Le(value),
        Compare::Greater => RangeRule::Gt(value),
        Compare::GreaterOrEqual => RangeRule::Ge(value),
        Compare::Equal | Compare::NotEqual => RangeRule::Eq(value),
    }
}

/// Just one of them is an attribute, and none is calculated.
fn check_operands<const N: usize>(operands: [&Operand; N]) -> Result<(), Error> {
    let paths = operands
        .iter()
        .filter(|operand| matches!(operand, Operand::Path(_)));
    let message = match paths.count() {
        _ if operands
            .iter()
            .any(|operand| matches!(operand, Operand::Size(_))) =>
        {
            "KeyConditionExpressions cannot contain nested operations"
        }
        0 => "Invalid condition in KeyConditionExpression: No key attribute specified",
        1 => return Ok(()),
        _ => {
            "Invalid condition in KeyConditionExpression: multiple attribute names used in one \
             condition"
        }
    };
    Err(Error::validation(message))
}

fn unusable(operator: &str) -> Error {
    Error::validation(format!(
        "Invalid operator used in KeyConditionExpression: {operator}"
    ))
}

fn unsupported() -> Error {
    Error::validation("Query key condition not supported")
}
