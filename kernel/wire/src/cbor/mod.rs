//! CBOR bodies of Smithy's RPC v2 protocol.

mod item;
mod read;
mod scan;
mod write;

pub use item::{Item, parse};
pub(crate) use write::Writer;

use crate::RequestHead;
use crate::bad::{Bad, Read};
use haneul_model::{Model, Operation, Value};

/// The input of an RPC v2 operation. An empty body stands for an empty map.
pub(crate) fn decode(
    model: &'static Model,
    op: &'static Operation,
    head: &RequestHead<'_>,
    body: &[u8],
) -> Read<Value> {
    let declared = head.content_type();
    if declared.is_some_and(|t| t != "application/cbor") && !body.is_empty() {
        return Err(Bad::MediaType);
    }
    match op.input {
        Some(id) if !body.is_empty() => read::structure(model, model.shape(id), body),
        _ => Ok(Value::Struct(Vec::new())),
    }
}

/// A payload of an event.
pub(crate) fn payload(
    model: &'static Model,
    shape: &'static haneul_model::Shape,
    body: &[u8],
) -> Read<Value> {
    read::structure(model, shape, body)
}
