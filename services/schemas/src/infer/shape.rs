//! The shape of values: what all of those that were seen have in common.

use jiff::Timestamp;
use serde_json::Value as Json;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nothing is known of it.
    Unknown,
    /// They are of several kinds.
    Any,
    Boolean,
    Number,
    Text,
    Time,
    List(Box<Shape>),
    /// By name, and whether all have it.
    Object(BTreeMap<String, (Shape, bool)>),
}

impl Shape {
    pub fn of(value: &Json) -> Shape {
        match value {
            Json::Null => Shape::Unknown,
            Json::Bool(_) => Shape::Boolean,
            Json::Number(_) => Shape::Number,
            Json::String(text) if text.parse::<Timestamp>().is_ok() => Shape::Time,
            Json::String(_) => Shape::Text,
            Json::Array(items) => {
                let shapes = items.iter().map(Shape::of);
                Shape::List(Box::new(
                    shapes.reduce(Shape::with).unwrap_or(Shape::Unknown),
                ))
            }
            Json::Object(members) => {
                let members = members.iter();
                let members = members.map(|(k, v)| (k.clone(), (Shape::of(v), true)));
                Shape::Object(members.collect())
            }
        }
    }

    /// What both are.
    pub fn with(self, other: Shape) -> Shape {
        match (self, other) {
            (one, other) if one == other => one,
            (Shape::Unknown, known) | (known, Shape::Unknown) => known,
            (Shape::Text, Shape::Time) | (Shape::Time, Shape::Text) => Shape::Text,
            (Shape::List(one), Shape::List(other)) => Shape::List(Box::new(one.with(*other))),
            (Shape::Object(one), Shape::Object(other)) => Shape::Object(both(one, other)),
            _ => Shape::Any,
        }
    }
}

type Members = BTreeMap<String, (Shape, bool)>;

fn both(mut one: Members, other: Members) -> Members {
    for (name, (_, always)) in &mut one {
        *always &= other.contains_key(name);
    }
    for (name, (shape, always)) in other {
        let known = one.remove(&name);
        let merged = match known {
            Some((known, both)) => (known.with(shape), both && always),
            None => (shape, false),
        };
        one.insert(name, merged);
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_both_are() {
        let of = |value: Json| Shape::of(&value);
        let both = of(json!({"a": 1, "b": [], "t": "2026-01-01T00:00:00Z"}))
            .with(of(json!({"a": "x", "c": null, "t": "soon"})));
        let Shape::Object(members) = both else {
            panic!("{both:?}");
        };
        assert_eq!(members["a"], (Shape::Any, true));
        assert_eq!(members["b"], (Shape::List(Box::new(Shape::Unknown)), false));
        assert_eq!(members["c"], (Shape::Unknown, false));
        assert_eq!(members["t"], (Shape::Text, true));
        assert_eq!(
            of(json!([])).with(of(json!([1]))),
            Shape::List(Box::new(Shape::Number))
        );
        assert_eq!(of(json!([1, 2])), Shape::List(Box::new(Shape::Number)));
        assert_eq!(of(json!([1, true])), Shape::List(Box::new(Shape::Any)));
    }
}
