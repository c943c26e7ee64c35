//! An attribute, an operator and values: what `Expected`, filters and `KeyConditions` are made of.

use super::invalid;
use crate::{Compare, Condition, Error, Kind, Operand, Path, Test, Value};
use std::collections::BTreeMap;

/// A member of `KeyConditions`, `QueryFilter` or `ScanFilter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    pub operator: String,
    pub list: Vec<Value>,
}

/// `QueryFilter` and `ScanFilter`. `operator` is `ConditionalOperator`: `AND` if there is none.
pub fn filter(
    filter: &BTreeMap<String, Comparison>,
    operator: Option<&str>,
) -> Result<Condition, Error> {
    let tests: Result<Vec<Test>, Error> = filter
        .iter()
        .map(|(name, comparison)| test(name, &comparison.operator, &comparison.list))
        .collect();
    all(tests?, operator)
}

/// The tests together.
pub fn all(tests: Vec<Test>, operator: Option<&str>) -> Result<Condition, Error> {
    if operator.is_some() && tests.is_empty() {
        return Err(invalid(
            "ConditionalOperator cannot be used without Filter or Expected",
        ));
    }
    if operator.is_some() && tests.len() == 1 {
        return Err(invalid(
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
        ));
    }
    Ok(Condition::new(match operator {
        Some("OR") => Test::Or(tests),
        _ => Test::And(tests),
    }))
}

pub fn test(name: &str, operator: &str, values: &[Value]) -> Result<Test, Error> {
    check(operator, values)?;
    let path = || Operand::Path(Path::attribute(name));
    let value = |number: usize| {
        let value = values.get(number).cloned();
        Operand::Value(value.unwrap_or(Value::Null))
    };
    let compare = |how| Test::Compare(how, path(), value(0));
    Ok(match operator {
        "EQ" => compare(Compare::Equal),
        "NE" => compare(Compare::NotEqual),
        "LT" => compare(Compare::Less),
        "LE" => compare(Compare::LessOrEqual),
        "GT" => compare(Compare::Greater),
        "GE" => compare(Compare::GreaterOrEqual),
        "NULL" => Test::NotExists(Path::attribute(name)),
        "NOT_NULL" => Test::Exists(Path::attribute(name)),
        "CONTAINS" => Test::Contains(path(), value(0)),
        // True of what is there and does not contain it.
        "NOT_CONTAINS" => Test::And(vec![
            Test::Exists(Path::attribute(name)),
            Test::Not(Box::new(Test::Contains(path(), value(0)))),
        ]),
        "BEGINS_WITH" => Test::BeginsWith(path(), value(0)),
        "IN" => Test::In(path(), values.iter().cloned().map(Operand::Value).collect()),
        "BETWEEN" => Test::Between(path(), value(0), value(1)),
        other => return Err(invalid(format_args!("Unsupported operator: {other}"))),
    })
}

/// How many values there are, of which kinds, and their order.
pub fn check(operator: &str, values: &[Value]) -> Result<(), Error> {
    let enough = match operator {
        "NULL" | "NOT_NULL" => values.is_empty(),
        "IN" => !values.is_empty(),
        "BETWEEN" => values.len() == 2,
        _ => values.len() == 1,
    };
    if !enough {
        return Err(invalid(format_args!(
            "Invalid number of argument(s) for the {operator} ComparisonOperator"
        )));
    }
    if let Some(value) = values.iter().find(|value| !takes(operator, value.kind())) {
        return Err(invalid(format_args!(
            "ComparisonOperator {operator} is not valid for {} AttributeValue type",
            value.kind()
        )));
    }
    if values
        .windows(2)
        .any(|pair| pair[0].kind() != pair[1].kind())
    {
        return Err(invalid(
            "AttributeValues inside AttributeValueList must be of same type",
        ));
    }
    match (operator, values) {
        ("BETWEEN", [lower, upper]) if lower.compare(upper).is_some_and(|order| order.is_gt()) => {
            Err(Error::validation(
                "The BETWEEN condition was provided a range where the lower bound is greater than \
                 the upper bound",
            ))
        }
        _ => Ok(()),
    }
}

fn takes(operator: &str, kind: Kind) -> bool {
    match operator {
        "LT" | "LE" | "GT" | "GE" | "BETWEEN" | "IN" => kind.is_ordered(),
        "BEGINS_WITH" => matches!(kind, Kind::S | Kind::B),
        "CONTAINS" | "NOT_CONTAINS" => {
            matches!(kind, Kind::S | Kind::N | Kind::B | Kind::Bool | Kind::Null)
        }
        _ => true,
    }
}
