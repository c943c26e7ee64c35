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
    pub fn of(model: &Model, operations: &[&Operation], own: Own) -> Reach {
        let mut reach = Reach::default();
        for operation in operations {
            if let Some(input) = operation.input {
                follow(model, input, own, &mut reach.input);
            }
        }
        reach.all = reach.input.clone();
        for operation in operations {
            if let Some(output) = operation.output {
                follow(model, output, own, &mut reach.all);
            }
        }
        reach
    }
}

/// Shapes that the service has types of its own for, with the paths of those.
pub type Own<'a> = &'a [(&'a str, &'a str)];

/// The service's own type for a shape.
pub fn own_type<'a>(own: Own<'a>, shape: &Shape) -> Option<&'a str> {
    let found = own.iter().find(|(name, _)| *name == shape.name);
    found.map(|(_, path)| *path)
}

/// Adds every structure that is reached from a shape.
fn follow(model: &Model, id: ShapeId, own: Own, found: &mut BTreeSet<ShapeId>) {
    let shape = model.shape(id);
    if own_type(own, shape).is_some() {
        return;
    }
    match &shape.kind {
        Kind::Structure { members, .. } if is_struct(shape) && found.insert(id) => {
            members
                .iter()
                .for_each(|m| follow(model, m.shape, own, found));
        }
        Kind::List { member, .. } => follow(model, member.shape, own, found),
        Kind::Map { value, .. } => follow(model, value.shape, own, found),
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
