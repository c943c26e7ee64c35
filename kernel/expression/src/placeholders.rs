//! `#name` and `:value`: what stands for them, and which of them were used.

use crate::{Error, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of all values and what stands for them.
const LARGEST: usize = 2 * 1024 * 1024;

/// Of one call: all its expressions are read with the same.
pub struct Placeholders<'a> {
    names: &'a BTreeMap<String, String>,
    values: &'a BTreeMap<String, Value>,
    used_names: BTreeSet<&'a str>,
    used_values: BTreeSet<&'a str>,
}

impl<'a> Placeholders<'a> {
    pub fn new(
        names: &'a BTreeMap<String, String>,
        values: &'a BTreeMap<String, Value>,
    ) -> Placeholders<'a> {
        Placeholders {
            names,
            values,
            used_names: BTreeSet::new(),
            used_values: BTreeSet::new(),
        }
    }

    /// All values together may not be larger than 2 MB.
    pub fn check_size(&self) -> Result<(), Error> {
        let values = self
            .values
            .iter()
            .map(|(key, value)| key.len() + value.size());
        match values.sum::<usize>() <= LARGEST {
            true => Ok(()),
            false => Err(Error::size("ExpressionAttributeValues exceeds max size")),
        }
    }

    /// What is given must be used by one of the expressions that were read.
    pub fn check_all_used(&self) -> Result<(), Error> {
        unused(
            "ExpressionAttributeValues",
            self.values.keys(),
            &self.used_values,
        )?;
        unused(
            "ExpressionAttributeNames",
            self.names.keys(),
            &self.used_names,
        )
    }

    /// The name that `#name` stands for.
    pub(crate) fn name(&mut self, placeholder: &str) -> Option<&'a str> {
        let (key, name) = self.names.get_key_value(placeholder)?;
        self.used_names.insert(key);
        Some(name)
    }

    /// The value that `:value` stands for.
    pub(crate) fn value(&mut self, placeholder: &str) -> Option<&'a Value> {
        let (key, value) = self.values.get_key_value(placeholder)?;
        self.used_values.insert(key);
        Some(value)
    }
}

fn unused<'a>(
    parameter: &str,
    keys: impl Iterator<Item = &'a String>,
    used: &BTreeSet<&str>,
) -> Result<(), Error> {
    let left: Vec<&str> = keys
        .map(String::as_str)
        .filter(|key| !used.contains(key))
        .collect();
    match left.is_empty() {
        true => Ok(()),
        false => Err(Error::validation(format!(
            "Value provided in {parameter} unused in expressions: keys: {{{}}}",
            left.join(", ")
        ))),
    }
}
