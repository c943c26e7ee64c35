//! Attributes between the wire and items: what AWS's models call `AttributeValue`, and maps of them.

use crate::errors;
use crate::item::{pack, row};
use bytes::Bytes;
use haneul_expression::{Item, Number, Value};
use haneul_model::{FromValue, ToValue, Value as Shown};
use haneul_pipeline::AwsError;
use std::collections::BTreeSet;

/// More levels of lists and maps than this are refused.
const LEVELS: usize = 32;

/// An attribute as it was given, or what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute(Result<Value, String>);

impl Attribute {
    pub fn get(self) -> Result<Value, AwsError> {
        self.0.map_err(errors::validation)
    }
}

impl From<Value> for Attribute {
    fn from(value: Value) -> Self {
        Attribute(Ok(value))
    }
}

impl Default for Attribute {
    fn default() -> Self {
        Attribute(Ok(Value::Null))
    }
}

impl FromValue for Attribute {
    fn from_value(value: Shown) -> Option<Self> {
        Some(Attribute(read(value, 1)))
    }
}

impl ToValue for Attribute {
    fn to_value(self) -> Shown {
        self.0.map_or(Shown::Null, show)
    }
}

/// Names and attributes as they were given, or what is wrong with one of them; on the way out
/// perhaps as they lie in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Attributes {
    Item(Item),
    Packed(Bytes),
    Wrong { name: String, message: String },
}

impl Attributes {
    pub fn get(self) -> Result<Item, AwsError> {
        self.get_or(|_, message| message)
    }

    /// The same; `say` puts the name and what is wrong into words.
    pub fn get_or(self, say: impl Fn(String, String) -> String) -> Result<Item, AwsError> {
        match self {
            Attributes::Item(item) => Ok(item),
            Attributes::Packed(bytes) => pack::unpack(&bytes).ok_or_else(row::damaged),
            Attributes::Wrong { name, message } => Err(errors::validation(say(name, message))),
        }
    }
}

impl From<Item> for Attributes {
    fn from(item: Item) -> Self {
        Attributes::Item(item)
    }
}

impl Default for Attributes {
    fn default() -> Self {
        Attributes::Item(Item::new())
    }
}

impl FromValue for Attributes {
    fn from_value(value: Shown) -> Option<Self> {
        let Shown::Map(entries) = value else {
            return None;
        };
        let mut item = Item::new();
        for (name, value) in entries {
            match named(&name).and_then(|()| read(value, 1)) {
                Ok(value) => _ = item.insert(name, value),
                Err(message) => return Some(Attributes::Wrong { name, message }),
            }
        }
        Some(Attributes::Item(item))
    }
}

impl ToValue for Attributes {
    fn to_value(self) -> Shown {
        match self {
            Attributes::Item(item) => shown(item),
            Attributes::Packed(bytes) => pack::show(&bytes).unwrap_or_default(),
            Attributes::Wrong { .. } => Shown::Null,
        }
    }
}

/// An item as the wire wants it.
pub fn shown(item: Item) -> Shown {
    Shown::Map(
        item.into_iter()
            .map(|(name, value)| (name, show(value)))
            .collect(),
    )
}

fn show(value: Value) -> Shown {
    let kind = value.kind().name();
    let blob = |bytes: Vec<u8>| Shown::Blob(bytes.into());
    let inner = match value {
        Value::S(text) => Shown::Str(text),
        Value::N(number) => Shown::Str(number.to_string()),
        Value::B(bytes) => blob(bytes),
        Value::Bool(is) => Shown::Bool(is),
        Value::Null => Shown::Bool(true),
        Value::M(map) => shown(map),
        Value::L(list) => Shown::List(list.into_iter().map(show).collect()),
        Value::Ss(set) => Shown::List(set.into_iter().map(Shown::Str).collect()),
        Value::Ns(set) => Shown::List(set.iter().map(|n| Shown::Str(n.to_string())).collect()),
        Value::Bs(set) => Shown::List(set.into_iter().map(blob).collect()),
    };
    Shown::Struct(vec![(kind, inner)])
}

fn read_map(entries: Vec<(String, Shown)>, level: usize) -> Result<Item, String> {
    let read = |(name, value): (String, Shown)| {
        named(&name)?;
        Ok((name, read(value, level)?))
    };
    entries.into_iter().map(read).collect()
}

fn named(name: &str) -> Result<(), String> {
    match name.is_empty() {
        true => Err(invalid("Empty attribute name")),
        false => Ok(()),
    }
}

fn read(value: Shown, level: usize) -> Result<Value, String> {
    let Shown::Struct(fields) = value else {
        return Err(EMPTY.to_owned());
    };
    let mut given = fields.into_iter().filter(|(_, value)| !value.is_null());
    let (kind, value) = given.next().ok_or(EMPTY)?;
    if given.next().is_some() {
        return Err(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of \
             the supported datatypes"
                .to_owned(),
        );
    }
    if level > LEVELS {
        return Err("Nesting Levels have exceeded supported limits".to_owned());
    }
    match (kind, value) {
        ("S", Shown::Str(text)) => Ok(Value::S(text)),
        ("N", Shown::Str(text)) => number(&text).map(Value::N),
        ("B", Shown::Blob(bytes)) => Ok(Value::B(bytes.into())),
        ("BOOL", Shown::Bool(is)) => Ok(Value::Bool(is)),
        ("NULL", Shown::Bool(true)) => Ok(Value::Null),
        ("NULL", _) => Err(invalid(
            "Null attribute value types must have the value of true",
        )),
        ("M", Shown::Map(entries)) => read_map(entries, level + 1).map(Value::M),
        ("L", Shown::List(list)) => {
            let list = list.into_iter().map(|value| read(value, level + 1));
            list.collect::<Result<_, _>>().map(Value::L)
        }
        ("SS", Shown::List(list)) => texts(list),
        ("NS", Shown::List(list)) => numbers(list),
        ("BS", Shown::List(list)) => blobs(list),
        _ => Err(EMPTY.to_owned()),
    }
}

const EMPTY: &str = "Supplied AttributeValue is empty, must contain exactly one of the supported \
                     datatypes";

fn invalid(what: impl std::fmt::Display) -> String {
    format!("One or more parameter values were invalid: {what}")
}

fn number(text: &str) -> Result<Number, String> {
    Number::parse(text).map_err(|error| error.message)
}

fn texts(list: Vec<Shown>) -> Result<Value, String> {
    if list.is_empty() {
        return Err(invalid("An string set  may not be empty"));
    }
    let texts: Vec<String> = list.into_iter().filter_map(String::from_value).collect();
    let listed = texts.join(", ");
    let set = set_of(texts).ok_or_else(|| {
        invalid(format_args!(
            "Input collection [{listed}] contains duplicates."
        ))
    })?;
    Ok(Value::Ss(set))
}

fn numbers(list: Vec<Shown>) -> Result<Value, String> {
    if list.is_empty() {
        return Err(invalid("An number set  may not be empty"));
    }
    let numbers = list.iter().filter_map(Shown::as_str).map(number);
    let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    let set = set_of(numbers);
    Ok(Value::Ns(
        set.ok_or("Input collection contains duplicates")?,
    ))
}

fn blobs(list: Vec<Shown>) -> Result<Value, String> {
    if list.is_empty() {
        return Err(invalid("Binary sets should not be empty"));
    }
    let blobs = list
        .into_iter()
        .filter_map(Bytes::from_value)
        .map(Vec::from);
    let set = set_of(blobs.collect());
    let set = set.ok_or_else(|| invalid("Input collection of type BS contains duplicates."))?;
    Ok(Value::Bs(set))
}

/// Nothing where one is there twice.
fn set_of<T: Ord>(list: Vec<T>) -> Option<BTreeSet<T>> {
    let count = list.len();
    let set: BTreeSet<T> = list.into_iter().collect();
    (set.len() == count).then_some(set)
}
