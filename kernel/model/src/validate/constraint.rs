//! The constraints of one shape on one value, and their wording.

use super::ViolationKind::{self, *};
use super::java_regex;
use crate::{Kind, Shape, Value};

type Broken = Vec<(ViolationKind, String)>;

/// Which constraints of `shape` the value itself breaks; what is inside of it is not looked at.
pub fn broken(shape: &Shape, value: &Value) -> Broken {
    match value {
        Value::Str(text) => broken_text(shape, text),
        Value::Blob(bytes) => broken_length(shape, || bytes.len()),
        Value::List(items) => broken_length(shape, || items.len()),
        Value::Map(entries) => broken_length(shape, || entries.len()),
        Value::Int(number) => broken_range(shape, *number as f64),
        Value::Float(number) => broken_range(shape, *number),
        _ => Vec::new(),
    }
}

pub fn broken_text(shape: &Shape, text: &str) -> Broken {
    let mut found = broken_length(shape, || text.chars().count());
    if let Some(pattern) = shape.pattern {
        if !java_regex::matches(pattern, text) {
            found.push((Pattern, pattern_demand(pattern)));
        }
    }
    if !shape.enumeration.is_empty() && !shape.enumeration.contains(&text) {
        found.push((Enum, enum_demand(shape)));
    }
    found
}

fn broken_length(shape: &Shape, length: impl Fn() -> usize) -> Broken {
    if shape.min.is_none() && shape.max.is_none() {
        return Vec::new();
    }
    let length = length() as f64;
    let short = shape.min.filter(|min| length < *min);
    let long = shape.max.filter(|max| length > *max);
    let short = short.map(|min| (TooShort, bound("length greater", min)));
    let long = long.map(|max| (TooLong, bound("length less", max)));
    long.into_iter().chain(short).collect()
}

fn broken_range(shape: &Shape, number: f64) -> Broken {
    let small = shape.min.filter(|min| number < *min);
    let large = shape.max.filter(|max| number > *max);
    let small = small.map(|min| (TooSmall, bound("value greater", min)));
    let large = large.map(|max| (TooLarge, bound("value less", max)));
    large.into_iter().chain(small).collect()
}

/// Everything a shape demands, as AWS lists it for the elements of a collection.
pub fn all_of(shape: &Shape) -> String {
    let what = match shape.kind {
        Kind::Integer | Kind::Long | Kind::Float | Kind::Double => "value",
        _ => "length",
    };
    let max = shape.max.map(|max| bound(&format!("{what} less"), max));
    let min = shape.min.map(|min| bound(&format!("{what} greater"), min));
    let pattern = shape.pattern.map(pattern_demand);
    let listed = (!shape.enumeration.is_empty()).then(|| enum_demand(shape));
    let all: Vec<String> = [max, min, pattern, listed].into_iter().flatten().collect();
    all.join(", ")
}

fn bound(what: &str, bound: f64) -> String {
    format!("Member must have {what} than or equal to {bound}")
}

fn pattern_demand(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

fn enum_demand(shape: &Shape) -> String {
    let values = shape.enumeration.join(", ");
    format!("Member must satisfy enum value set: [{values}]")
}
