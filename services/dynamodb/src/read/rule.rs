//! What a query asks of the keys, as a range of rows.

use crate::errors;
use crate::item::key::{self, Primary, bytes, is_of};
use crate::read::source::Source;
use crate::table::row::{Attribute, Keys};
use haneul_expression::{RangeRule, Value};
use haneul_pipeline::AwsError;
use haneul_store::{Key, Span};

/// What of a key is asked for: values of its partition key, and rules for its sort key from the
/// left, of which only the last may be more than a value.
pub struct Sought {
    partition: Primary,
    sort: Sort,
}

/// Sort keys as bytes.
enum Sort {
    Exactly(Vec<u8>),
    Within {
        start: Vec<u8>,
        from: Option<Vec<u8>>,
        before: Option<Vec<u8>>,
    },
}

impl Sought {
    /// Values must be of the kinds that the keys have, and not empty.
    pub fn new(keys: &Keys, hashes: &[Value], rules: &[RangeRule]) -> Result<Sought, AwsError> {
        for (key, value) in keys.hashes().zip(hashes) {
            check_value(key, value)?;
        }
        for (key, rule) in keys.ranges().zip(rules) {
            check_rule(key, rule)?;
        }
        let sort = match (keys.more_ranges.is_empty(), rules) {
            (true, [rule]) => Sort::of(Vec::new(), rule, false),
            _ => Sort::of_several(rules),
        };
        Ok(Sought {
            partition: Primary::of(key::joined(hashes.iter()), Vec::new()),
            sort,
        })
    }

    pub fn hash(&self) -> u64 {
        self.partition.hash
    }

    pub fn is_about(&self, partition: &[u8]) -> bool {
        self.partition.partition == partition
    }

    pub fn span(&self, source: &Source) -> Span {
        let (hash, partition) = (self.partition.hash, self.partition.partition.as_slice());
        let table = source.found.table.id;
        match source.index() {
            Some(index) => self.sort.span(((table, index.number), hash, partition)),
            None => self.sort.span((table, hash, partition)),
        }
    }

    /// Whether a sort key fits, for keys to start from.
    pub fn fits(&self, sort: &[u8]) -> bool {
        match &self.sort {
            Sort::Exactly(value) => sort == value,
            Sort::Within {
                start,
                from,
                before,
            } => {
                sort.starts_with(start)
                    && from.as_ref().is_none_or(|from| sort >= from.as_slice())
                    && before
                        .as_ref()
                        .is_none_or(|before| sort < before.as_slice())
            }
        }
    }
}

impl Sort {
    /// Of keys of several attributes.
    fn of_several(rules: &[RangeRule]) -> Sort {
        let mut start = Vec::new();
        let Some((last, before)) = rules.split_last() else {
            return Sort::starting(start);
        };
        for value in before.iter().flat_map(RangeRule::values) {
            start.extend(key::closed(value));
        }
        match last {
            // There may be more to come.
            RangeRule::Eq(value) => {
                start.extend(key::closed(value));
                Sort::starting(start)
            }
            rule => Sort::of(start, rule, true),
        }
    }

    /// What follows `start`; `shows_end`: of several attributes.
    fn of(start: Vec<u8>, rule: &RangeRule, shows_end: bool) -> Sort {
        let follow = |bytes: Vec<u8>| [start.as_slice(), &bytes].concat();
        let at = |value| match shows_end {
            true => Some(follow(key::closed(value))),
            false => Some(follow(bytes(value))),
        };
        // The first that is greater than all rows of a value.
        let behind = |value| {
            let mut bytes = at(value)?;
            match bytes.last_mut() {
                Some(last) if shows_end => *last += 1,
                _ => bytes.push(0),
            }
            Some(bytes)
        };
        let (from, before) = match rule {
            RangeRule::Eq(value) => return Sort::Exactly(bytes(value)),
            RangeRule::Lt(value) => (None, at(value)),
            RangeRule::Le(value) => (None, behind(value)),
            RangeRule::Gt(value) => (behind(value), None),
            RangeRule::Ge(value) => (at(value), None),
            RangeRule::Between(low, high) => (at(low), behind(high)),
            RangeRule::BeginsWith(prefix) => {
                return Sort::starting(match shows_end {
                    true => follow(key::open(prefix)),
                    false => bytes(prefix),
                });
            }
        };
        Sort::Within {
            start,
            from,
            before,
        }
    }

    fn starting(start: Vec<u8>) -> Sort {
        Sort::Within {
            start,
            from: None,
            before: None,
        }
    }

    /// Rows whose keys begin with `prefix` and go on with a sort key that fits.
    fn span<P: Key + Copy>(&self, prefix: P) -> Span {
        match self {
            Sort::Exactly(value) => Span::prefix(&(prefix, value.as_slice())),
            Sort::Within {
                start,
                from,
                before,
            } => {
                let mut span = Span::starts_with(&(prefix,), start);
                if let Some(from) = from {
                    span = span.from(&(prefix, from.as_slice()));
                }
                if let Some(before) = before {
                    span = span.before(&(prefix, before.as_slice()));
                }
                span
            }
        }
    }
}

fn check_rule(key: &Attribute, rule: &RangeRule) -> Result<(), AwsError> {
    match rule {
        RangeRule::BeginsWith(start) => match start {
            Value::S(_) | Value::B(_) => check_kind(key, start),
            other => Err(errors::validation(format!(
                "Invalid KeyConditionExpression: Incorrect operand type for operator or function; \
                 operator or function: begins_with, operand type: {}",
                other.kind()
            ))),
        },
        rule => rule.values().try_for_each(|value| check_value(key, value)),
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
