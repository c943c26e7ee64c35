//! The parameters that expressions have replaced: read into the same conditions, updates, projections
//! and key conditions, with their own refusals.

mod comparison;
mod expected;
mod keys;
mod updates;

pub use comparison::{Comparison, filter};
pub use expected::{Expected, expected};
pub use keys::key_conditions;
pub use updates::{AttributeUpdate, attribute_updates};

use crate::{Error, Path, Projection};
use std::collections::BTreeSet;

pub fn attributes_to_get(names: &[String]) -> Result<Projection, Error> {
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
        return Err(invalid(format_args!(
            "Duplicate value in attribute name: {twice}"
        )));
    }
    Ok(Projection::of_paths(
        names
            .iter()
            .map(|name| Path::attribute(name.as_str()))
            .collect(),
    ))
}

fn invalid(what: impl std::fmt::Display) -> Error {
    Error::validation(format!("One or more parameter values were invalid: {what}"))
}
