//! Whether an item is as a condition says.

use super::{Compare, Operand, Test};
use crate::{Item, Number, Value};
use std::borrow::Cow;
use std::cmp::Ordering;

impl Test {
    pub(super) fn holds(&self, item: &Item) -> bool {
        match self {
            Test::And(tests) => tests.iter().all(|test| test.holds(item)),
            Test::Or(tests) => tests.iter().any(|test| test.holds(item)),
            Test::Not(test) => !test.holds(item),
            Test::Compare(how, one, two) => how.holds(one.of(item), two.of(item)),
            Test::Between(operand, lower, upper) => {
                let value = operand.of(item);
                Compare::GreaterOrEqual.holds(value.clone(), lower.of(item))
                    && Compare::LessOrEqual.holds(value, upper.of(item))
            }
            Test::In(operand, list) => match operand.of(item) {
                Some(value) => list
                    .iter()
                    .any(|other| other.of(item).as_ref() == Some(&value)),
                None => false,
            },
            Test::Exists(path) => path.get(item).is_some(),
            Test::NotExists(path) => path.get(item).is_none(),
            Test::Type(operand, kind) => operand.of(item).is_some_and(|v| v.kind() == *kind),
            Test::BeginsWith(one, two) => both(one, two, item, begins_with),
            Test::Contains(one, two) => both(one, two, item, contains),
            Test::Same(one, two) => one.holds(item) == two.holds(item),
        }
    }
}

fn both(one: &Operand, two: &Operand, item: &Item, ask: fn(&Value, &Value) -> bool) -> bool {
    match (one.of(item), two.of(item)) {
        (Some(one), Some(two)) => ask(&one, &two),
        _ => false,
    }
}

impl Operand {
    fn of<'v>(&'v self, item: &'v Item) -> Option<Cow<'v, Value>> {
        match self {
            Operand::Path(path) => path.get(item).map(Cow::Borrowed),
            Operand::Value(value) => Some(Cow::Borrowed(value)),
            Operand::Size(operand) => {
                let size = operand.of(item)?.length()?;
                Some(Cow::Owned(Value::N(Number::from(size))))
            }
        }
    }
}

impl Value {
    /// What `size` says of it: characters, bytes, elements. Nothing of the other kinds.
    pub fn length(&self) -> Option<usize> {
        match self {
            Value::S(text) => Some(text.encode_utf16().count()),
            Value::B(bytes) => Some(bytes.len()),
            Value::Ss(set) => Some(set.len()),
            Value::Ns(set) => Some(set.len()),
            Value::Bs(set) => Some(set.len()),
            Value::L(list) => Some(list.len()),
            Value::M(map) => Some(map.len()),
            Value::N(_) | Value::Bool(_) | Value::Null => None,
        }
    }

    /// Only values of one ordered kind have an order.
    pub fn compare(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::S(one), Value::S(two)) => Some(one.cmp(two)),
            (Value::N(one), Value::N(two)) => Some(one.cmp(two)),
            (Value::B(one), Value::B(two)) => Some(one.cmp(two)),
            _ => None,
        }
    }
}

impl Compare {
    fn holds(self, one: Option<Cow<Value>>, two: Option<Cow<Value>>) -> bool {
        let (one, two) = match (&one, &two) {
            (Some(one), Some(two)) => (one.as_ref(), two.as_ref()),
            // What is not there is unequal to everything.
            _ => return self == Compare::NotEqual,
        };
        match self {
            Compare::Equal => one == two,
            Compare::NotEqual => one != two,
            Compare::Less => one.compare(two).is_some_and(Ordering::is_lt),
            Compare::LessOrEqual => one.compare(two).is_some_and(Ordering::is_le),
            Compare::Greater => one.compare(two).is_some_and(Ordering::is_gt),
            Compare::GreaterOrEqual => one.compare(two).is_some_and(Ordering::is_ge),
        }
    }
}

fn begins_with(value: &Value, start: &Value) -> bool {
    match (value, start) {
        (Value::S(text), Value::S(start)) => text.starts_with(start.as_str()),
        (Value::B(bytes), Value::B(start)) => bytes.starts_with(start),
        _ => false,
    }
}

fn contains(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (Value::S(text), Value::S(part)) => text.contains(part.as_str()),
        (Value::B(bytes), Value::B(part)) => within(bytes, part),
        (Value::Ss(set), Value::S(text)) => set.contains(text),
        (Value::Ns(set), Value::N(number)) => set.contains(number),
        (Value::Bs(set), Value::B(bytes)) => set.contains(bytes),
        (Value::L(list), part) => list.contains(part),
        _ => false,
    }
}

fn within(bytes: &[u8], part: &[u8]) -> bool {
    part.is_empty() || memchr::memmem::find(bytes, part).is_some()
}
