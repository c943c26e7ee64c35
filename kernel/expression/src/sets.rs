//! Sets from the lists that they are written as: none is empty and no member comes twice.

use crate::{Error, Number, Value};
use data_encoding::BASE64;
use std::collections::BTreeSet;

pub fn string_set(list: Vec<String>) -> Result<Value, Error> {
    if list.is_empty() {
        return Err(invalid("An string set  may not be empty"));
    }
    unique(&list).map(Value::Ss).map_err(|()| {
        invalid(&format!(
            "Input collection [{}] contains duplicates.",
            list.join(", ")
        ))
    })
}

pub fn number_set(list: Vec<Number>) -> Result<Value, Error> {
    if list.is_empty() {
        return Err(invalid("An number set  may not be empty"));
    }
    let set = unique(&list).map_err(|()| Error::validation("Input collection contains duplicates"));
    set.map(Value::Ns)
}

pub fn binary_set(list: Vec<Vec<u8>>) -> Result<Value, Error> {
    if list.is_empty() {
        return Err(invalid("Binary sets should not be empty"));
    }
    unique(&list).map(Value::Bs).map_err(|()| {
        let shown: Vec<_> = list.iter().map(|bytes| BASE64.encode(bytes)).collect();
        let shown = shown.join(", ");
        invalid(&format!(
            "Input collection [{shown}]of type BS contains duplicates."
        ))
    })
}

fn unique<T: Ord + Clone>(list: &[T]) -> Result<BTreeSet<T>, ()> {
    let set: BTreeSet<T> = list.iter().cloned().collect();
    match set.len() == list.len() {
        true => Ok(set),
        false => Err(()),
    }
}

fn invalid(what: &str) -> Error {
    Error::validation(format!("One or more parameter values were invalid: {what}"))
}
