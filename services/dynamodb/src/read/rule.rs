//! What a query asks of the keys, as a range of rows.

use crate::errors;
use crate::item::key::{bytes, is_of};
use crate::table::row::{Attribute, Keys};
use haneul_expression::{RangeRule, Value};
use haneul_pipeline::AwsError;
use haneul_store::{Key, Span};

/// Rows whose keys begin with `prefix` and go on with a sort key that fits.
pub fn span<P: Key + Copy>(prefix: P, rule: Option<&RangeRule>) -> Span {
    let all = Span::prefix(&(prefix,));
    let Some(rule) = rule else { return all };
    // The first that is greater than all rows of a sort key.
    let behind = |value: &Value| {
        let mut bytes = bytes(value);
        bytes.push(0);
        bytes
    };
    match rule {
        RangeRule::Eq(value) => Span::prefix(&(prefix, bytes(value))),
        RangeRule::Lt(value) => all.before(&(prefix, bytes(value))),
        RangeRule::Le(value) => all.before(&(prefix, behind(value))),
        RangeRule::Gt(value) => all.from(&(prefix, behind(value))),
        RangeRule::Ge(value) => all.from(&(prefix, bytes(value))),
        RangeRule::Between(low, high) => all
            .from(&(prefix, bytes(low)))
            .before(&(prefix, behind(high))),
        RangeRule::BeginsWith(start) => Span::starts_with(&(prefix,), bytes(start)),
    }
}

/// Whether a sort key fits, for keys to start from.
pub fn fits(rule: &RangeRule, sort: &[u8]) -> bool {
    match rule {
        RangeRule::Eq(value) => sort == bytes(value),
        RangeRule::Lt(value) => sort < bytes(value).as_slice(),
        RangeRule::Le(value) => sort <= bytes(value).as_slice(),
        RangeRule::Gt(value) => sort > bytes(value).as_slice(),
        RangeRule::Ge(value) => sort >= bytes(value).as_slice(),
        RangeRule::Between(low, high) => {
            sort >= bytes(low).as_slice() && sort <= bytes(high).as_slice()
        }
        RangeRule::BeginsWith(start) => sort.starts_with(&bytes(start)),
    }
}

/// Values of the kinds that the keys have, and not empty.
pub fn check(keys: &Keys, hash: &Value, rule: Option<&RangeRule>) -> Result<(), AwsError> {
    check_value(&keys.hash, hash)?;
    let (Some(range), Some(rule)) = (&keys.range, rule) else {
        return Ok(());
    };
    match rule {
        RangeRule::Between(low, high) => {
            check_value(range, low)?;
            check_value(range, high)
        }
        RangeRule::BeginsWith(start) => match start {
            Value::S(_) | Value::B(_) => check_kind(range, start),
            other => Err(errors::validation(format!(
                "Invalid KeyConditionExpression: Incorrect operand type for operator or function; \
                 operator or function: begins_with, operand type: {}",
                other.kind()
            ))),
        },
        RangeRule::Eq(value)
        | RangeRule::Lt(value)
        | RangeRule::Le(value)
        | RangeRule::Gt(value)
        | RangeRule::Ge(value) => check_value(range, value),
    }
}

fn check_kind(key: &Attribute, value: &Value) -> Result<(), AwsError> {
    match is_of(key.kind, value) {
        true => Ok(()),
        false => Err(errors::invalid(
            "Condition parameter type does not match schema type",
        )),
    }
}

fn check_value(key: &Attribute, value: &Value) -> Result<(), AwsError> {
    check_kind(key, value)?;
    let kind = match value {
        Value::S(text) if text.is_empty() => "string",
        Value::B(bytes) if bytes.is_empty() => "binary",
        _ => return Ok(()),
    };
    Err(errors::validation(format!(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot \
         contain an empty {kind} value. Key: {}",
        key.name
    )))
}
