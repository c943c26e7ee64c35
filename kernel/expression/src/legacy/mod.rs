//! The parameters that expressions have replaced: read into the same conditions, updates, projections
//! and key conditions, with their own refusals.

use crate::{Condition, Error, KeyCondition, Projection, Update, Value};
use std::collections::BTreeMap;

/// A member of `Expected`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    pub value: Option<Value>,
    pub exists: Option<bool>,
    pub operator: Option<String>,
    pub list: Option<Vec<Value>>,
}

/// A member of `KeyConditions`, `QueryFilter` or `ScanFilter`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    pub operator: String,
    pub list: Vec<Value>,
}

/// A member of `AttributeUpdates`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeUpdate {
    pub value: Option<Value>,
    /// `PUT` if there is none.
    pub action: Option<String>,
}

fn unread<T>(what: &str) -> Result<T, Error> {
    Err(Error::validation(format!("{what} is not read yet")))
}

/// `operator` is `ConditionalOperator`: `AND` if there is none.
pub fn expected(
    _: &BTreeMap<String, Expected>,
    _operator: Option<&str>,
) -> Result<Condition, Error> {
    unread("Expected")
}

/// `QueryFilter` and `ScanFilter`.
pub fn filter(
    _: &BTreeMap<String, Comparison>,
    _operator: Option<&str>,
) -> Result<Condition, Error> {
    unread("A filter")
}

pub fn key_conditions(_: &BTreeMap<String, Comparison>) -> Result<KeyCondition, Error> {
    unread("KeyConditions")
}

pub fn attribute_updates(_: &BTreeMap<String, AttributeUpdate>) -> Result<Update, Error> {
    unread("AttributeUpdates")
}

pub fn attributes_to_get(_: &[String]) -> Result<Projection, Error> {
    unread("AttributesToGet")
}
