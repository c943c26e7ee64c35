//! Which structures the operations reach, and from which side.

use haneul_model::{Kind, Model, Operation, Shape, ShapeId};
use std::collections::BTreeSet;

#[derive(Default)]
pub struct Reach {
    /// Structures in an input: validation guarantees their required members.
    pub input: BTreeSet<ShapeId>,
    /// Structures in an input or an output.
    pub all: BTreeSet<ShapeId>,
}

impl Reach {
    pub fn of(model: &Model, operations: &[&Operation]) -> Reach {
        let mut reach = Reach::default();
        for operation in operations {
            if let Some(input) = operation.input {
                follow(model, input, &mut reach.input);
            }
        }
        reach.all = reach.input.clone();
        for operation in operations {
            if let Some(output) = operation.output {
                follow(model, output, &mut reach.all);
            }
        }
        reach
    }
}

/// Adds every structure that is reached from a shape.
fn follow(model: &Model, id: ShapeId, found: &mut BTreeSet<ShapeId>) {
    let shape = model.shape(id);
    match &shape.kind {
        Kind::Structure { members, .. } if is_struct(shape) && found.insert(id) => {
            members.iter().for_each(|m| follow(model, m.shape, found));
        }
        Kind::List { member, .. } => follow(model, member.shape, found),
        Kind::Map { value, .. } => follow(model, value.shape, found),
        _ => {}
    }
}

/// A structure with a Rust type of its own: not a document, nor a stream of events.
pub fn is_struct(shape: &Shape) -> bool {
    let plain = |kind: &Kind| {
        matches!(
            kind,
            Kind::Structure {
                document: false,
                eventstream: false,
                ..
            }
        )
    };
    plain(&shape.kind)
}

/// Whether a structure holds `sought` without a list or map between, so that a box is needed.
pub fn holds(model: &Model, id: ShapeId, sought: ShapeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if id == sought {
            return true;
        }
        if is_struct(model.shape(id)) && seen.insert(id) {
            open.extend(model.shape(id).members().iter().map(|m| m.shape));
        }
    }
    false
}
