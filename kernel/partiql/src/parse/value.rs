//! Expressions as values: without any attribute in them.

use super::fault::malformed;
use super::node::Node;
use haneul_expression::{Error, Item, Number, Value, binary_set, string_set};
use std::collections::BTreeSet;
use std::fmt::{Arguments, Write};

/// Names and indexes that lead to the innermost values.
const DEEPEST: usize = 32;

impl Node {
    pub fn into_value(self) -> Result<Value, Error> {
        self.value_at(&mut Way::default())
    }

    fn value_at(self, way: &mut Way) -> Result<Value, Error> {
        if way.depth >= DEEPEST {
            let path = &way.path;
            return Err(Error::validation(format!(
                "Nesting Levels have exceeded supported limits under root{path}"
            )));
        }
        match self {
            Node::Value(value) => Ok(value),
            Node::Parameter(value, _) if way.depth == 0 => Ok(value),
            Node::Parameter(_, place) => Err(way.unsupported("Parameter", place)),
            Node::Number(text) => number(&text, way).map(Value::N),
            Node::List(list) => {
                let values = list.into_iter().enumerate().map(|(index, node)| {
                    way.below(format_args!("[{index}]"), |way| node.value_at(way))
                });
                values.collect::<Result<_, _>>().map(Value::L)
            }
            Node::Map(members) => {
                let members = members.into_iter().map(|(name, node)| {
                    let value = way.below(format_args!(".{name}"), |way| node.value_at(way))?;
                    Ok((name, value))
                });
                members.collect::<Result<Item, Error>>().map(Value::M)
            }
            Node::Set(list) => set(list, way),
            Node::Call(call) => Err(way.unsupported(&call.name, call.place)),
            _ => Err(malformed("Expected a literal value")),
        }
    }
}

/// An item: ways begin within its attributes.
pub fn item(members: Vec<(String, Node)>) -> Result<Item, Error> {
    let members = members.into_iter();
    members
        .map(|(name, node)| Ok((name, node.into_value()?)))
        .collect()
}

/// What leads from a value to one within it.
#[derive(Default)]
struct Way {
    path: String,
    depth: usize,
}

impl Way {
    fn below<T>(&mut self, step: Arguments, of: impl FnOnce(&mut Way) -> T) -> T {
        let length = self.path.len();
        // Nothing fails to be written to a text.
        let _ = self.path.write_fmt(step);
        self.depth += 1;
        let out = of(self);
        self.depth -= 1;
        self.path.truncate(length);
        out
    }

    fn unsupported(&self, what: &str, place: impl std::fmt::Display) -> Error {
        let path = &self.path;
        Error::validation(format!(
            "Unsupported data type: {what} under key root{path} at {place}"
        ))
    }
}

fn number(text: &str, way: &Way) -> Result<Number, Error> {
    Number::parse(text)
        .map_err(|error| Error::validation(format!("{} under root{}", error.message, way.path)))
}

/// Texts, numbers or bytes, but not of several kinds.
fn set(list: Vec<Node>, way: &mut Way) -> Result<Value, Error> {
    if list.is_empty() {
        return Err(Error::validation("Empty bags are not supported"));
    }
    let (mut texts, mut numbers, mut binaries) = (Vec::new(), Vec::new(), Vec::new());
    for (index, node) in list.into_iter().enumerate() {
        let step = format_args!("[{index}]");
        if let Node::Number(text) = node {
            let number = way.below(step, |way| number(&text, way))?;
            numbers.push((text, number));
            continue;
        }
        match way.below(step, |way| node.value_at(way))? {
            Value::S(text) => texts.push(text),
            Value::B(bytes) => binaries.push(bytes),
            _ => return Err(mixed()),
        }
    }
    match (texts.is_empty(), numbers.is_empty(), binaries.is_empty()) {
        (_, true, true) => string_set(texts),
        (true, false, true) => number_set(&numbers, way),
        (true, true, false) => binary_set(binaries),
        _ => Err(mixed()),
    }
}

/// Refused otherwise than the sets of parameters are.
fn number_set(list: &[(String, Number)], way: &Way) -> Result<Value, Error> {
    let set: BTreeSet<Number> = list.iter().map(|(_, number)| *number).collect();
    if set.len() == list.len() {
        return Ok(Value::Ns(set));
    }
    let texts: Vec<&str> = list.iter().map(|(text, _)| text.as_str()).collect();
    Err(Error::validation(format!(
        "One or more parameter values were invalid: Input collection [{}] contains duplicates! under \
         root{}",
        texts.join(", "),
        way.path
    )))
}

fn mixed() -> Error {
    Error::validation(
        "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
    )
}
