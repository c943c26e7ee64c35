//! CBOR bodies of Smithy's RPC v2 protocol, and those that AWS had before it: they count time in
//! milliseconds where CBOR has seconds.

mod item;
mod read;
mod scan;
mod write;

pub use item::{Item, parse};
pub(crate) use write::Writer;

use crate::RequestHead;
use crate::bad::{Bad, Read};
use haneul_model::{Model, Operation, Protocol, Value};

/// How times are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Times {
    Seconds,
    Milliseconds,
}

impl Times {
    pub(crate) fn of(protocol: Protocol) -> Times {
        match protocol {
            Protocol::AwsCbor => Times::Milliseconds,
            _ => Times::Seconds,
        }
    }
}

/// The input of an operation. An empty body stands for an empty map.
pub(crate) fn decode(
    model: &'static Model,
    op: &'static Operation,
    protocol: Protocol,
    head: &RequestHead<'_>,
    body: &[u8],
) -> Read<Value> {
    let declared = head.content_type();
    let expected = match protocol {
        Protocol::AwsCbor => "application/x-amz-cbor-1.1",
        _ => "application/cbor",
    };
    if declared.is_some_and(|t| t != expected) && !body.is_empty() {
        return Err(Bad::MediaType);
    }
    let times = Times::of(protocol);
    match op.input {
        Some(id) if !body.is_empty() => read::structure(model, model.shape(id), times, body),
        _ => Ok(Value::Struct(Vec::new())),
    }
}

/// A payload of an event.
pub(crate) fn payload(
    model: &'static Model,
    shape: &'static haneul_model::Shape,
    times: Times,
    body: &[u8],
) -> Read<Value> {
    read::structure(model, shape, times, body)
}
