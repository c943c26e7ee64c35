//! What becomes of a path, told from the item as it was.

use super::{Action, Operand};
use crate::{Error, Item, Number, Value};
use std::borrow::Cow;

pub enum Change {
    Put(Value),
    Remove,
    Keep,
}

const MISSING: &str =
    "The provided expression refers to an attribute that does not exist in the item";
const WRONG_TYPE: &str = "An operand in the update expression has an incorrect data type";

pub fn change(action: &Action, old: &Item) -> Result<Change, Error> {
    match action {
        Action::Set(_, operand) => Ok(Change::Put(operand.of(old)?.into_owned())),
        Action::Remove(_) => Ok(Change::Remove),
        Action::Add(path, value) => add(path.get(old), value).map(Change::Put),
        Action::Delete(path, value) => delete(path.get(old), value),
    }
}

fn wrong_type() -> Error {
    Error::item(WRONG_TYPE)
}

impl Operand {
    fn of<'v>(&'v self, old: &'v Item) -> Result<Cow<'v, Value>, Error> {
        match self {
            Operand::Value(value) => Ok(Cow::Borrowed(value)),
            Operand::Path(path) => {
                let value = path.get(old).ok_or_else(|| Error::item(MISSING))?;
                Ok(Cow::Borrowed(value))
            }
            Operand::IfNotExists(path, other) => match path.get(old) {
                Some(value) => Ok(Cow::Borrowed(value)),
                None => other.of(old),
            },
            Operand::ListAppend(one, two) => append(one.of(old)?, two.of(old)?).map(Cow::Owned),
            Operand::Plus(one, two) => calculate(one, two, old, Number::add),
            Operand::Minus(one, two) => calculate(one, two, old, Number::sub),
        }
    }
}

fn calculate<'v>(
    one: &Operand,
    two: &Operand,
    old: &Item,
    how: fn(&Number, &Number) -> Result<Number, Error>,
) -> Result<Cow<'v, Value>, Error> {
    match (one.of(old)?.as_ref(), two.of(old)?.as_ref()) {
        (Value::N(one), Value::N(two)) => Ok(Cow::Owned(Value::N(how(one, two)?))),
        _ => Err(wrong_type()),
    }
}

fn append(one: Cow<Value>, two: Cow<Value>) -> Result<Value, Error> {
    match (one.into_owned(), two.as_ref()) {
        (Value::L(mut list), Value::L(more)) => {
            list.extend(more.iter().cloned());
            Ok(Value::L(list))
        }
        _ => Err(wrong_type()),
    }
}

fn add(old: Option<&Value>, value: &Value) -> Result<Value, Error> {
    match (old, value) {
        (None, value) => Ok(value.clone()),
        (Some(Value::N(old)), Value::N(more)) => Ok(Value::N(old.add(more)?)),
        (Some(Value::Ss(old)), Value::Ss(more)) => Ok(Value::Ss(old | more)),
        (Some(Value::Ns(old)), Value::Ns(more)) => Ok(Value::Ns(old | more)),
        (Some(Value::Bs(old)), Value::Bs(more)) => Ok(Value::Bs(old | more)),
        _ => Err(wrong_type()),
    }
}

/// A set that loses all it has is gone: there are no empty sets.
fn delete(old: Option<&Value>, value: &Value) -> Result<Change, Error> {
    let left = match (old, value) {
        (None, _) => return Ok(Change::Keep),
        (Some(Value::Ss(old)), Value::Ss(less)) => Value::Ss(old - less),
        (Some(Value::Ns(old)), Value::Ns(less)) => Value::Ns(old - less),
        (Some(Value::Bs(old)), Value::Bs(less)) => Value::Bs(old - less),
        _ => return Err(wrong_type()),
    };
    Ok(match left.length() {
        Some(0) => Change::Remove,
        _ => Change::Put(left),
    })
}
