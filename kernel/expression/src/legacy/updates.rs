//! `AttributeUpdates`.

use super::invalid;
use crate::{Action, Assigned, Error, Kind, Path, Update, Value};
use std::collections::BTreeMap;

/// A member of `AttributeUpdates`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeUpdate {
    pub value: Option<Value>,
    /// `PUT` if there is none.
    pub action: Option<String>,
}

pub fn attribute_updates(updates: &BTreeMap<String, AttributeUpdate>) -> Result<Update, Error> {
    let actions: Result<Vec<Action>, Error> = updates
        .iter()
        .map(|(name, update)| update.action(name))
        .collect();
    actions.map(Update::new)
}

impl AttributeUpdate {
    fn action(&self, name: &str) -> Result<Action, Error> {
        let path = Path::attribute(name);
        match (self.action.as_deref().unwrap_or("PUT"), &self.value) {
            ("DELETE", None) => Ok(Action::Remove(path)),
            (_, None) => Err(invalid(
                "Only DELETE action is allowed when no attribute value is specified",
            )),
            ("DELETE", Some(value)) if value.kind().is_set() => {
                Ok(Action::Delete(path, value.clone()))
            }
            ("DELETE", Some(value)) => Err(invalid(format_args!(
                "DELETE action with value is not supported for the type {}",
                value.kind()
            ))),
            ("ADD", Some(value)) => add(path, value),
            (_, Some(value)) => Ok(Action::Set(path, Assigned::Value(value.clone()))),
        }
    }
}

fn add(path: Path, value: &Value) -> Result<Action, Error> {
    match value.kind() {
        kind if kind == Kind::N || kind.is_set() => Ok(Action::Add(path, value.clone())),
        Kind::L => Ok(Action::Set(path.clone(), appended(path, value))),
        kind => Err(invalid(format_args!(
            "ADD action is not supported for the type {kind}"
        ))),
    }
}

/// The old list, if there is one, with the new one behind it.
fn appended(path: Path, list: &Value) -> Assigned {
    let none = Box::new(Assigned::Value(Value::L(Vec::new())));
    let old = Box::new(Assigned::IfNotExists(path, none));
    Assigned::ListAppend(old, Box::new(Assigned::Value(list.clone())))
}
