//! Expressions as values: without any attribute in them.

use super::fault::malformed;
use super::node::Node;
use haneul_expression::{Error, Item, Number, Value, binary_set, number_set, string_set};
use std::fmt::Write;

impl Node {
    pub fn into_value(self) -> Result<Value, Error> {
        self.value_at(&mut String::new())
    }

    /// `path` leads here within the value.
    fn value_at(self, path: &mut String) -> Result<Value, Error> {
        match self {
            Node::Value(value) => Ok(value),
            Node::Number(text) => match Number::parse(&text) {
                Ok(number) => Ok(Value::N(number)),
                Err(error) => Err(Error::validation(format!(
                    "{} under root{path}",
                    error.message
                ))),
            },
            Node::List(list) => {
                let values = list.into_iter().enumerate().map(|(index, node)| {
                    below(path, format_args!("[{index}]"), |path| node.value_at(path))
                });
                values.collect::<Result<_, _>>().map(Value::L)
            }
            Node::Map(members) => {
                let members = members.into_iter().map(|(name, node)| {
                    let value = below(path, format_args!(".{name}"), |path| node.value_at(path))?;
                    Ok((name, value))
                });
                members.collect::<Result<Item, Error>>().map(Value::M)
            }
            Node::Set(list) => set(list, path),
            Node::Call(call) => Err(Error::validation(format!(
                "Unsupported data type: {} under key root{path} at {}",
                call.name, call.place
            ))),
            _ => Err(malformed("Expected a literal value")),
        }
    }
}

fn below<T>(path: &mut String, step: std::fmt::Arguments, of: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    // Nothing fails to be written to a text.
    let _ = path.write_fmt(step);
    let out = of(path);
    path.truncate(length);
    out
}

/// An item: paths begin within its attributes.
pub fn item(members: Vec<(String, Node)>) -> Result<Item, Error> {
    let members = members.into_iter();
    members
        .map(|(name, node)| Ok((name, node.into_value()?)))
        .collect()
}

/// Texts, numbers or bytes, but not of several kinds.
fn set(list: Vec<Node>, path: &mut String) -> Result<Value, Error> {
    if list.is_empty() {
        return Err(Error::validation("Empty bags are not supported"));
    }
    let (mut texts, mut numbers, mut binaries) = (Vec::new(), Vec::new(), Vec::new());
    for node in list {
        match node.value_at(path)? {
            Value::S(text) => texts.push(text),
            Value::N(number) => numbers.push(number),
            Value::B(bytes) => binaries.push(bytes),
            other => return Err(mixed(other.kind().name())),
        }
    }
    match (texts.is_empty(), numbers.is_empty(), binaries.is_empty()) {
        (_, true, true) => string_set(texts),
        (true, false, true) => number_set(numbers),
        (true, true, false) => binary_set(binaries),
        _ => Err(mixed("several kinds")),
    }
}

fn mixed(what: &str) -> Error {
    Error::validation(format!(
        "One or more parameter values were invalid: a set has members of one kind, S, N or B: {what}"
    ))
}
