//! An event's values by the fields that patterns ask for, each with the array elements it lies in.

use serde_json::{Map, Value};
use std::collections::HashMap;

/// Which element of which array, from the outermost inwards. Arrays are numbered as they are met.
pub type Chain = Vec<Link>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    pub array: u32,
    pub element: u32,
    /// How many steps the array's path has.
    pub depth: u32,
}

pub struct Leaf<'a> {
    pub value: &'a Value,
    pub chain: Chain,
}

/// The fields that are asked for, as a tree of steps.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    nodes: Vec<Node>,
    count: usize,
}

#[derive(Clone, Debug, Default)]
struct Node {
    inner: HashMap<Box<str>, usize>,
    field: Option<usize>,
}

impl Fields {
    /// The number of a field; a new one when nobody asked for it before.
    pub fn number(&mut self, path: &[String]) -> usize {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut at = 0;
        for step in path {
            at = match self.nodes[at].inner.get(step.as_str()) {
                Some(next) => *next,
                None => {
                    self.nodes.push(Node::default());
                    let next = self.nodes.len() - 1;
                    self.nodes[at].inner.insert(step.as_str().into(), next);
                    next
                }
            };
        }
        let count = &mut self.count;
        *self.nodes[at].field.get_or_insert_with(|| {
            *count += 1;
            *count - 1
        })
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// The leaves of each field.
    pub fn read<'a>(&self, event: &'a Value) -> Vec<Vec<Leaf<'a>>> {
        let mut reading = Reading {
            nodes: &self.nodes,
            leaves: std::iter::repeat_with(Vec::new).take(self.count).collect(),
            chain: Vec::new(),
            arrays: 0,
        };
        if let (Some(object), false) = (event.as_object(), self.nodes.is_empty()) {
            reading.object(0, object, 0);
        }
        reading.leaves
    }
}

struct Reading<'f, 'a> {
    nodes: &'f [Node],
    leaves: Vec<Vec<Leaf<'a>>>,
    chain: Chain,
    arrays: u32,
}

impl<'a> Reading<'_, 'a> {
    fn object(&mut self, node: usize, object: &'a Map<String, Value>, depth: u32) {
        for (name, value) in object {
            let mut at = Some(node);
            let mut deep = depth;
            // A dot in a name is as good as one level more.
            for step in name.split('.') {
                at = at.and_then(|at| self.nodes[at].inner.get(step)).copied();
                deep += 1;
            }
            if let Some(at) = at {
                self.value(at, value, deep);
            }
        }
    }

    fn value(&mut self, node: usize, value: &'a Value, depth: u32) {
        match value {
            Value::Object(object) => self.object(node, object, depth),
            Value::Array(elements) => {
                let array = self.arrays;
                self.arrays += 1;
                for (element, value) in elements.iter().enumerate() {
                    self.chain.push(Link {
                        array,
                        element: element as u32,
                        depth,
                    });
                    self.value(node, value, depth);
                    self.chain.pop();
                }
            }
            leaf => {
                if let Some(field) = self.nodes[node].field {
                    self.leaves[field].push(Leaf {
                        value: leaf,
                        chain: self.chain.clone(),
                    });
                }
            }
        }
    }
}
