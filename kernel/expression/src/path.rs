//! Where in an item: `a.b[3].c`.

use crate::{Item, Value};
use std::fmt;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    Name(String),
    Index(usize),
}

/// A name of an attribute, and steps into it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Path {
    root: String,
    steps: Vec<Step>,
}

/// How two paths that must not meet do meet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clash {
    /// One leads to what the other leads into.
    Overlap,
    /// One takes a list for what the other takes for a map.
    Conflict,
}

impl Path {
    pub fn new(root: impl Into<String>, steps: Vec<Step>) -> Self {
        let root = root.into();
        Path { root, steps }
    }

    /// A whole attribute.
    pub fn attribute(name: impl Into<String>) -> Self {
        Path::new(name, Vec::new())
    }

    /// The name of the attribute.
    pub fn root(&self) -> &str {
        &self.root
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn is_attribute(&self) -> bool {
        self.steps.is_empty()
    }

    /// How many names and indexes there are.
    pub fn depth(&self) -> usize {
        self.steps.len() + 1
    }

    pub fn get<'i>(&self, item: &'i Item) -> Option<&'i Value> {
        let root = item.get(&self.root)?;
        self.steps
            .iter()
            .try_fold(root, |value, step| match (step, value) {
                (Step::Name(name), Value::M(map)) => map.get(name),
                (Step::Index(index), Value::L(list)) => list.get(*index),
                _ => None,
            })
    }

    pub fn clash(&self, other: &Path) -> Option<Clash> {
        if self.root != other.root {
            return None;
        }
        for (mine, theirs) in self.steps.iter().zip(&other.steps) {
            match (mine, theirs) {
                (Step::Name(_), Step::Index(_)) | (Step::Index(_), Step::Name(_)) => {
                    return Some(Clash::Conflict);
                }
                _ if mine != theirs => return None,
                _ => {}
            }
        }
        Some(Clash::Overlap)
    }

    /// As AWS writes paths in its refusals: `[a, b, [3], c]`.
    pub fn listed(&self) -> String {
        let mut out = format!("[{}", self.root);
        for step in &self.steps {
            out.push_str(", ");
            match step {
                Step::Name(name) => out.push_str(name),
                Step::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out.push(']');
        out
    }
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.root)?;
        self.steps.iter().try_for_each(|step| match step {
            Step::Name(name) => write!(out, ".{name}"),
            Step::Index(index) => write!(out, "[{index}]"),
        })
    }
}
