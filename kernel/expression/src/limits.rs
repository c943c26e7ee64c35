//! How deep values may be.

use crate::{Error, Item, Value};

/// Levels of a value, its own included.
const DEEPEST: usize = 32;

/// A value in whose place an attribute could be. Never goes deeper than is allowed.
pub fn check_depth(value: &Value) -> Result<(), Error> {
    match within(value, DEEPEST) {
        true => Ok(()),
        false => Err(Error::size(
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested \
             levels beyond supported limit",
        )),
    }
}

pub fn check_item_depth(item: &Item) -> Result<(), Error> {
    item.values().try_for_each(check_depth)
}

fn within(value: &Value, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else {
        return false;
    };
    match value {
        Value::M(map) => map.values().all(|value| within(value, left)),
        Value::L(list) => list.iter().all(|value| within(value, left)),
        _ => true,
    }
}
