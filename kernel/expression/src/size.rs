//! What values and items weigh, as DynamoDB counts against limits and capacity.

use crate::{Item, Value};

/// A list or a map, beside what is in it.
const DOCUMENT: usize = 3;
/// Each element of a list or a map.
const ELEMENT: usize = 1;

impl Value {
    pub fn size(&self) -> usize {
        match self {
            Value::S(text) => text.len(),
            Value::N(number) => number.size(),
            Value::B(bytes) => bytes.len(),
            Value::Bool(_) | Value::Null => 1,
            Value::M(map) => {
                let members = map
                    .iter()
                    .map(|(name, value)| name.len() + value.size() + ELEMENT);
                DOCUMENT + members.sum::<usize>()
            }
            Value::L(list) => {
                DOCUMENT
                    + list
                        .iter()
                        .map(|value| value.size() + ELEMENT)
                        .sum::<usize>()
            }
            Value::Ss(set) => set.iter().map(String::len).sum(),
            Value::Ns(set) => set.iter().map(|number| number.size()).sum(),
            Value::Bs(set) => set.iter().map(Vec::len).sum(),
        }
    }
}

pub fn item_size(item: &Item) -> usize {
    item.iter()
        .map(|(name, value)| name.len() + value.size())
        .sum()
}
