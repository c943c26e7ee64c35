//! `KeyConditions`.

use super::comparison::{Comparison, check};
use crate::key_condition::LENGTH;
use crate::{Error, KeyCondition, RangeRule, Value};
use std::collections::BTreeMap;

pub fn key_conditions(conditions: &BTreeMap<String, Comparison>) -> Result<KeyCondition, Error> {
    let rules: Result<Vec<_>, Error> = conditions
        .iter()
        .map(|(name, comparison)| Ok((name.clone(), rule(comparison)?)))
        .collect();
    let rules = rules?;
    match rules.len() {
        1 | 2 => KeyCondition::new(rules),
        _ => Err(Error::validation(LENGTH)),
    }
}

fn rule(comparison: &Comparison) -> Result<RangeRule, Error> {
    check(&comparison.operator, &comparison.list)?;
    let value = |number: usize| comparison.list.get(number).cloned().unwrap_or(Value::Null);
    Ok(match comparison.operator.as_str() {
        "EQ" => RangeRule::Eq(value(0)),
        "LT" => RangeRule::Lt(value(0)),
        "LE" => RangeRule::Le(value(0)),
        "GT" => RangeRule::Gt(value(0)),
        "GE" => RangeRule::Ge(value(0)),
        "BEGINS_WITH" => RangeRule::BeginsWith(value(0)),
        "BETWEEN" => RangeRule::Between(value(0), value(1)),
        _ => {
            return Err(Error::validation(
                "Attempted conditional constraint is not an indexable operation",
            ));
        }
    })
}
