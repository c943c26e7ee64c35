//! The AWS protocols as a server speaks them.
//!
//! Bytes become a [`Value`] and a [`Value`] becomes bytes, guided by the model alone: no service
//! knows a wire format. [`route`] says which operation a request means, [`decode`] reads its
//! input, [`encode`] and [`encode_error`] write the answer, [`eventstream`] frames streams.

mod bad;
mod cbor;
mod detect;
pub mod eventstream;
mod json;
mod query;
mod reply;
mod request;
mod rest;
pub mod route;
mod value;
mod xml;

pub use bad::WireError;
pub use cbor::{Item as CborItem, parse as parse_cbor};
pub use detect::protocol;
pub use reply::{Encoded, ErrorReply, encode_error};
pub use request::{Labels, RequestHead};
pub use value::time;

use haneul_model::{Kind, Model, Operation, Protocol, Shape, Value};

/// Reads the input of `op`. For an operation whose payload streams, `body` is not looked at.
pub fn decode(
    model: &'static Model,
    op: &'static Operation,
    protocol: Protocol,
    labels: &Labels,
    head: &RequestHead<'_>,
    body: &[u8],
) -> Result<Value, WireError> {
    let read = match protocol {
        Protocol::Json10 | Protocol::Json11 => json::decode(model, op, body),
        Protocol::RestJson | Protocol::RestXml => {
            rest::decode(model, op, protocol, labels, head, body)
        }
        Protocol::Query | Protocol::Ec2 => query::decode(model, op, protocol, head, body),
        Protocol::Cbor | Protocol::AwsCbor => cbor::decode(model, op, protocol, head, body),
    };
    read.map_err(|bad| bad.in_words_of(protocol))
}

/// Writes the successful answer of `op`. A streaming payload that is not in `value` is sent by the
/// caller after these headers.
pub fn encode(
    model: &Model,
    op: &Operation,
    protocol: Protocol,
    value: &Value,
    request_id: &str,
) -> Encoded {
    reply::encode(model, op, protocol, value, request_id)
}

/// Is the request body handed to the operation as a stream, instead of being decoded?
pub fn streams_input(model: &Model, op: &Operation) -> bool {
    op.input.is_some_and(|id| streams(model, model.shape(id)))
}

/// Does the operation answer with a stream of bytes or events?
pub fn streams_output(model: &Model, op: &Operation) -> bool {
    op.output.is_some_and(|id| streams(model, model.shape(id)))
}

fn streams(model: &Model, shape: &Shape) -> bool {
    shape.members().iter().any(|member| {
        let target = model.shape(member.shape);
        member.streaming || target.streaming || is_event_stream(target)
    })
}

pub(crate) fn is_event_stream(shape: &Shape) -> bool {
    matches!(
        &shape.kind,
        Kind::Structure {
            eventstream: true,
            ..
        }
    )
}
