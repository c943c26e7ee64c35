//! Valid values for shapes, as small as they may be.

use super::fixture::Known;
use haneul_model::{Kind, Model, Operation, Shape, ShapeId, Value, validate};
use serde_json::{Map, Value as Json, json};

/// Deeper than any shape that is not recursive.
const DEPTH: usize = 12;

pub struct Sampler<'k> {
    pub model: &'static Model,
    pub operation: &'static Operation,
    pub known: &'k Known,
}

impl Sampler<'_> {
    /// The required members of the operation's input, naming what exists.
    pub fn input(&self) -> Json {
        match self.operation.input {
            Some(shape) => self.value(shape, DEPTH),
            None => json!({}),
        }
    }

    pub fn value(&self, id: ShapeId, depth: usize) -> Json {
        let shape = self.model.shape(id);
        let Some(depth) = depth.checked_sub(1) else {
            return Json::Null;
        };
        let count = shape.min.unwrap_or(0.0) as usize;
        match &shape.kind {
            Kind::Structure { union, .. } => self.structure(shape, *union, depth),
            Kind::List { member, .. } => {
                let item = self.value(member.shape, depth);
                Json::Array(vec![item; count.max(1)])
            }
            Kind::Map { key, value, .. } => {
                let key = text(self.model.shape(key.shape));
                let value = self.value(value.shape, depth);
                Json::Object(Map::from_iter([(key, value)]))
            }
            Kind::String => json!(text(shape)),
            Kind::Blob => json!(""),
            Kind::Boolean => json!(false),
            Kind::Integer | Kind::Long => json!(shape.min.unwrap_or(1.0).max(1.0) as i64),
            Kind::Float | Kind::Double => json!(shape.min.unwrap_or(1.0)),
            Kind::Timestamp => json!(1_700_000_000),
        }
    }

    fn structure(&self, shape: &Shape, union: bool, depth: usize) -> Json {
        let mut fields = Map::new();
        for member in shape.members() {
            let streams = member.streaming || self.model.shape(member.shape).streaming;
            let chosen = union && fields.is_empty();
            let known = self.known.get(self.operation.name, member.name);
            let special = self.known.special(self.operation.name, member.name);
            if streams || !(member.required || chosen || special.is_some()) {
                continue;
            }
            let value = known.cloned();
            let value = value.unwrap_or_else(|| self.value(member.shape, depth));
            fields.insert(member.name.to_owned(), value);
        }
        Json::Object(fields)
    }
}

/// The first of these that a shape admits, lengthened to what it needs.
const TEXTS: &[&str] = &[
    "a",
    "1",
    "/",
    "/a/",
    "111122223333",
    "arn:aws:iam::111122223333:role/a",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "a@example.com",
    "https://example.com",
    "{}",
    "us-east-1",
    "2026-01-31T12:00:00Z",
    "0123456789abcdef",
    "01234567-89ab-cdef-0123-456789abcdef",
];

pub fn text(shape: &Shape) -> String {
    if let Some(first) = shape.enumeration.first() {
        return (*first).to_owned();
    }
    let min = shape.min.unwrap_or(0.0) as usize;
    let long_enough = |text: &&str| {
        let missing = min.saturating_sub(text.chars().count());
        let last = text.chars().last().unwrap_or('a');
        (*text).to_owned() + &last.to_string().repeat(missing)
    };
    let mut tried = TEXTS.iter().map(long_enough);
    let fits = |text: &String| validate::satisfies(shape, &Value::Str(text.clone()));
    tried.find(fits).unwrap_or_else(|| "a".repeat(min.max(1)))
}
