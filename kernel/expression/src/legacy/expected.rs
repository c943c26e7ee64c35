//! `Expected`: conditions of writes, in two forms of different age.

use super::comparison::{all, test};
use super::invalid;
use crate::{Compare, Condition, Error, Operand, Path, Test, Value};
use std::collections::BTreeMap;

/// A member of `Expected`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    pub value: Option<Value>,
    pub exists: Option<bool>,
    pub operator: Option<String>,
    pub list: Option<Vec<Value>>,
}

/// `operator` is `ConditionalOperator`: `AND` if there is none.
pub fn expected(
    expected: &BTreeMap<String, Expected>,
    operator: Option<&str>,
) -> Result<Condition, Error> {
    let tests: Result<Vec<Test>, Error> = expected
        .iter()
        .map(|(name, expected)| expected.test(name))
        .collect();
    all(tests?, operator)
}

impl Expected {
    fn test(&self, name: &str) -> Result<Test, Error> {
        let wrong = |what: String| Err(invalid(format_args!("{what} for Attribute: {name}")));
        if self.list.is_some() && self.value.is_some() {
            return wrong("Value and AttributeValueList cannot be used together".to_owned());
        }
        let Some(operator) = &self.operator else {
            return self.test_of_value(name);
        };
        if self.exists.is_some() {
            return wrong("Exists and ComparisonOperator cannot be used together".to_owned());
        }
        let values = match (&self.list, &self.value) {
            (Some(list), _) => list.as_slice(),
            (None, Some(value)) => std::slice::from_ref(value),
            (None, None) if matches!(operator.as_str(), "NULL" | "NOT_NULL") => &[],
            (None, None) => {
                return wrong(format!(
                    "Value or AttributeValueList must be used with ComparisonOperator: {operator}"
                ));
            }
        };
        test(name, operator, values)
    }

    /// The older form.
    fn test_of_value(&self, name: &str) -> Result<Test, Error> {
        let wrong = |what: &str| Err(invalid(format_args!("{what} for Attribute: {name}")));
        if self.list.is_some() {
            return wrong("AttributeValueList can only be used with a ComparisonOperator");
        }
        match (self.exists, &self.value) {
            (Some(false), None) => Ok(Test::NotExists(Path::attribute(name))),
            (Some(false), Some(_)) => wrong("Value cannot be used when Exists is false"),
            (Some(true), None) => wrong("Value must be provided when Exists is true"),
            (None, None) => wrong("Value must be provided when Exists is null"),
            (_, Some(value)) => Ok(Test::Compare(
                Compare::Equal,
                Operand::Path(Path::attribute(name)),
                Operand::Value(value.clone()),
            )),
        }
    }
}
