//! Expressions of a call, or the parameters that they have replaced, and what stands for their
//! placeholders.

use crate::errors;
use crate::shapes::ExpectedAttributeValue;
use crate::wire::{Attribute, Attributes};
use haneul_expression::legacy::{self, Expected};
use haneul_expression::{Condition, Item, Placeholders, Projection, Which, item_size};
use haneul_pipeline::AwsError;
use std::collections::BTreeMap;

/// Parameters of a call by their names, and which of them are given.
pub type Given<'a> = &'a [(&'a str, bool)];

/// Expressions and what they have replaced cannot be mixed.
pub fn check_mixed(old: Given, new: Given) -> Result<(), AwsError> {
    let given = |all: Given| {
        let names: Vec<&str> = all
            .iter()
            .filter(|(_, is)| *is)
            .map(|(name, _)| *name)
            .collect();
        names.join(", ")
    };
    let (old, new) = (given(old), given(new));
    match old.is_empty() || new.is_empty() {
        true => Ok(()),
        false => Err(errors::validation(format!(
            "Can not use both expression and non-expression parameters in the same request: \
             Non-expression parameters: {{{old}}} Expression parameters: {{{new}}}"
        ))),
    }
}

/// Names and values for placeholders.
#[derive(Default)]
pub struct Stand {
    names: BTreeMap<String, String>,
    values: Item,
}

impl Stand {
    /// `expressions`: those that could use the names; `with_values`: those that could use values.
    pub fn new(
        names: Option<Vec<(String, String)>>,
        values: Option<Attributes>,
        expressions: Given,
        with_values: Given,
    ) -> Result<Stand, AwsError> {
        let none = |all: Given| all.iter().all(|(_, is_given)| !is_given);
        if names.is_some() && none(expressions) {
            return Err(errors::validation(
                "ExpressionAttributeNames can only be specified when using expressions",
            ));
        }
        if values.is_some() && none(with_values) {
            let listed: Vec<&str> = with_values.iter().map(|(name, _)| *name).collect();
            return Err(errors::validation(format!(
                "ExpressionAttributeValues can only be specified when using expressions: {} {} null",
                listed.join(" and "),
                if listed.len() == 1 { "is" } else { "are" }
            )));
        }
        let names = names.map(names_of).transpose()?;
        let values = values.map(values_of).transpose()?;
        Ok(Stand {
            names: names.unwrap_or_default(),
            values: values.unwrap_or_default(),
        })
    }

    /// Bytes of the values.
    pub fn weight(&self) -> usize {
        item_size(&self.values)
    }

    pub fn placeholders(&self) -> Placeholders<'_> {
        Placeholders::new(&self.names, &self.values)
    }
}

fn names_of(given: Vec<(String, String)>) -> Result<BTreeMap<String, String>, AwsError> {
    if given.is_empty() {
        return Err(errors::validation(
            "ExpressionAttributeNames must not be empty",
        ));
    }
    for (key, name) in &given {
        check_key("ExpressionAttributeNames", '#', key)?;
        if name.is_empty() {
            return Err(errors::validation(format!(
                "ExpressionAttributeNames contains invalid value: Empty attribute name for key {key}"
            )));
        }
    }
    Ok(given.into_iter().collect())
}

fn values_of(given: Attributes) -> Result<Item, AwsError> {
    let say = |key: String, message: String| {
        format!("ExpressionAttributeValues contains invalid value: {message} for key {key}")
    };
    let values = given.get_or(say)?;
    if values.is_empty() {
        return Err(errors::validation(
            "ExpressionAttributeValues must not be empty",
        ));
    }
    for key in values.keys() {
        check_key("ExpressionAttributeValues", ':', key)?;
    }
    Ok(values)
}

fn check_key(parameter: &str, first: char, key: &str) -> Result<(), AwsError> {
    let rest = key.strip_prefix(first);
    let plain = |rest: &str| rest.chars().all(|c| c.is_alphanumeric() || c == '_');
    match rest.is_some_and(|rest| !rest.is_empty() && plain(rest)) {
        true => Ok(()),
        false => Err(errors::validation(format!(
            "{parameter} contains invalid key: Syntax error; key: \"{key}\""
        ))),
    }
}

/// The condition of a write.
pub fn condition(
    text: Option<&str>,
    expected: Option<Vec<(String, ExpectedAttributeValue)>>,
    operator: Option<&str>,
    placeholders: &mut Placeholders,
) -> Result<Option<Condition>, AwsError> {
    if let Some(text) = text {
        let condition = Condition::parse(text, placeholders, Which::ConditionExpression);
        return condition.map(Some).map_err(errors::expression);
    }
    let Some(expected) = expected else {
        return Ok(None);
    };
    let mut all = BTreeMap::new();
    for (name, one) in expected {
        let expected = Expected {
            value: one.value.map(Attribute::get).transpose()?,
            exists: one.exists,
            operator: one.comparison_operator,
            list: one.attribute_value_list.map(list).transpose()?,
        };
        all.insert(name, expected);
    }
    let condition = legacy::expected(&all, operator);
    condition.map(Some).map_err(errors::expression)
}

pub fn list(given: Vec<Attribute>) -> Result<Vec<haneul_expression::Value>, AwsError> {
    given.into_iter().map(Attribute::get).collect()
}

/// Which parts of items to give back; nothing: all.
pub fn projection(
    text: Option<&str>,
    attributes: Option<&[String]>,
    placeholders: &mut Placeholders,
) -> Result<Option<Projection>, AwsError> {
    let projection = match (text, attributes) {
        (Some(text), _) => Projection::parse(text, placeholders),
        (None, Some(names)) => legacy::attributes_to_get(names),
        (None, None) => return Ok(None),
    };
    projection.map(Some).map_err(errors::expression)
}
