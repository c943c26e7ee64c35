//! Checks a decoded input against the constraints of its model.

mod constraint;
mod java_regex;
mod show;

use crate::{Fields, Kind, Member, Model, Shape, ShapeId, Value};
use constraint::{all_of, broken};

/// One constraint that a value does not satisfy.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Where, as AWS writes it: `tags.1.member.key`.
    pub path: String,
    pub kind: ViolationKind,
    /// The value as AWS shows it; `None` where it is sensitive.
    pub value: Option<String>,
    /// The unmet demand: `Member must not be null`.
    pub demand: String,
}

/// What is wrong, for services that word it their own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViolationKind {
    Missing,
    TooShort,
    TooLong,
    TooSmall,
    TooLarge,
    Pattern,
    Enum,
    /// An element of a list, or a key or value of a map.
    Element,
}

/// Every violation in `value`, in the order of the model's members.
pub fn validate(model: &Model, shape: ShapeId, value: &Value) -> Vec<Violation> {
    let mut walk = Walk {
        model,
        found: Vec::new(),
    };
    walk.inside(shape, value, &Path::Top);
    walk.found
}

/// Whether a value by itself keeps to the constraints of its shape.
pub fn satisfies(shape: &Shape, value: &Value) -> bool {
    broken(shape, value).is_empty()
}

/// AWS's text for a request with these violations.
pub fn message(violations: &[Violation]) -> String {
    let plural = if violations.len() == 1 { "" } else { "s" };
    let texts: Vec<String> = violations.iter().map(Violation::to_string).collect();
    let count = violations.len();
    format!(
        "{count} validation error{plural} detected: {}",
        texts.join("; ")
    )
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Violation { path, demand, .. } = self;
        match (&self.value, self.kind) {
            (_, ViolationKind::Missing) => write!(f, "Value null at '{path}'")?,
            (None, _) => write!(f, "Value at '{path}'")?,
            (Some(value), _) => write!(f, "Value '{value}' at '{path}'")?,
        }
        write!(f, " failed to satisfy constraint: {demand}")
    }
}

/// The way to a value; text is made of it only when something is wrong.
enum Path<'a> {
    Top,
    Member(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
    Entry(&'a Path<'a>, &'a str),
}

impl Path<'_> {
    fn text(&self) -> String {
        match self {
            Path::Top => String::new(),
            Path::Member(Path::Top, name) => show::lower_first(name),
            Path::Member(parent, name) => format!("{}.{}", parent.text(), show::lower_first(name)),
            Path::Item(parent, index) => format!("{}.{}.member", parent.text(), index + 1),
            Path::Entry(parent, key) => format!("{}.{key}.member", parent.text()),
        }
    }
}

struct Walk<'m> {
    model: &'m Model,
    found: Vec<Violation>,
}

impl Walk<'_> {
    /// A value's own constraints, then those inside of it.
    fn value(&mut self, id: ShapeId, value: &Value, path: &Path, sensitive: bool) {
        let shape = self.model.shape(id);
        let sensitive = sensitive || shape.sensitive;
        for (kind, demand) in broken(shape, value) {
            self.report(path, kind, demand, id, value, sensitive);
        }
        self.inside(id, value, path);
    }

    fn inside(&mut self, id: ShapeId, value: &Value, path: &Path) {
        let shape = self.model.shape(id);
        match (&shape.kind, value) {
            (Kind::Structure { members, .. }, Value::Struct(fields)) => {
                members.iter().for_each(|m| self.member(m, fields, path));
            }
            (Kind::List { member, .. }, Value::List(items)) => {
                self.list(id, value, member.shape, items, path);
            }
            (Kind::Map { key, value: of, .. }, Value::Map(entries)) => {
                self.map(id, value, key.shape, of.shape, entries, path);
            }
            _ => {}
        }
    }

    fn member(&mut self, member: &Member, fields: &Fields, path: &Path) {
        let path = Path::Member(path, member.name);
        let found = fields.iter().find(|(name, _)| *name == member.name);
        match found {
            Some((_, value)) if !value.is_null() => self.value(member.shape, value, &path, false),
            _ if member.required && !self.has_body(member) => self.found.push(Violation {
                path: path.text(),
                kind: ViolationKind::Missing,
                value: None,
                demand: "Member must not be null".into(),
            }),
            _ => {}
        }
    }

    /// Streams travel beside the value and are never in it.
    fn has_body(&self, member: &Member) -> bool {
        let shape = self.model.shape(member.shape);
        let events = matches!(
            shape.kind,
            Kind::Structure {
                eventstream: true,
                ..
            }
        );
        member.streaming || shape.streaming || events
    }

    fn list(&mut self, id: ShapeId, whole: &Value, of: ShapeId, items: &[Value], path: &Path) {
        let shape = self.model.shape(of);
        if items.iter().any(|item| !broken(shape, item).is_empty()) {
            let demand = format!("Member must satisfy constraint: [{}]", all_of(shape));
            self.report(
                path,
                ViolationKind::Element,
                demand,
                id,
                whole,
                shape.sensitive,
            );
        }
        for (index, item) in items.iter().enumerate() {
            self.inside(of, item, &Path::Item(path, index));
        }
    }

    fn map(
        &mut self,
        id: ShapeId,
        whole: &Value,
        key: ShapeId,
        of: ShapeId,
        entries: &[(String, Value)],
        path: &Path,
    ) {
        let (keys, values) = (self.model.shape(key), self.model.shape(of));
        let sensitive = keys.sensitive || values.sensitive;
        let wrong_key = |(key, _): &(String, Value)| !constraint::broken_text(keys, key).is_empty();
        if entries.iter().any(wrong_key) {
            let demand = format!("Map keys must satisfy constraint: [{}]", all_of(keys));
            self.report(path, ViolationKind::Element, demand, id, whole, sensitive);
        }
        if entries.iter().any(|(_, v)| !broken(values, v).is_empty()) {
            let demand = format!("Map value must satisfy constraint: [{}]", all_of(values));
            self.report(path, ViolationKind::Element, demand, id, whole, sensitive);
        }
        for (key, value) in entries {
            self.inside(of, value, &Path::Entry(path, key));
        }
    }

    fn report(
        &mut self,
        path: &Path,
        kind: ViolationKind,
        demand: String,
        id: ShapeId,
        value: &Value,
        sensitive: bool,
    ) {
        let hidden = sensitive || self.shape(id).sensitive;
        let value = (!hidden).then(|| show::value(self.model, id, value));
        self.found.push(Violation {
            path: path.text(),
            kind,
            value,
            demand,
        });
    }

    fn shape(&self, id: ShapeId) -> &Shape {
        self.model.shape(id)
    }
}

#[cfg(test)]
mod tests;
