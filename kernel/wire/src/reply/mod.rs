//! Answers: successes and errors, in the envelope of each protocol.

mod bound;
mod error;
mod rest;
mod rpc;
mod s3;

pub use error::{ErrorReply, encode_error};

use bytes::Bytes;
use haneul_model::{Fields, Model, Operation, Protocol, Value};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

/// An answer, ready to be sent.
#[derive(Clone, Debug)]
pub struct Encoded {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

static EMPTY: Fields = Vec::new();

pub(crate) fn encode(
    model: &Model,
    op: &Operation,
    protocol: Protocol,
    value: &Value,
    request_id: &str,
) -> Encoded {
    let fields = value.as_fields().unwrap_or(&EMPTY);
    let mut encoded = match protocol {
        Protocol::Json10 | Protocol::Json11 => rpc::json(model, op, protocol, fields),
        Protocol::Query => rpc::query(model, op, fields, request_id),
        Protocol::Ec2 => rpc::ec2(model, op, fields, request_id),
        Protocol::Cbor | Protocol::AwsCbor => rpc::cbor(model, op, protocol, fields),
        Protocol::RestJson | Protocol::RestXml => rest::encode(model, op, protocol, fields),
    };
    identify(&mut encoded.headers, Some(model), protocol, request_id);
    encoded
}

fn reply(status: u16, content_type: Option<&'static str>, body: impl Into<Bytes>) -> Encoded {
    // As many as most answers have: growing moves what is there.
    let mut headers = HeaderMap::with_capacity(12);
    if let Some(content_type) = content_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    Encoded {
        status,
        headers,
        body: body.into(),
    }
}

/// The status that the model gives to a success.
fn success(op: &Operation) -> u16 {
    if op.http.status == 0 {
        200
    } else {
        op.http.status
    }
}

/// The request id, under the name that the service's clients look for.
fn identify(headers: &mut HeaderMap, model: Option<&Model>, protocol: Protocol, request_id: &str) {
    let s3 = protocol == Protocol::RestXml && model.is_none_or(s3::speaks_its_dialect);
    let name = if s3 {
        "x-amz-request-id"
    } else {
        "x-amzn-requestid"
    };
    set(headers, HeaderName::from_static(name), request_id);
    if protocol == Protocol::Cbor {
        let name = HeaderName::from_static("smithy-protocol");
        headers.insert(name, HeaderValue::from_static("rpc-v2-cbor"));
    }
}

/// Sets a header; a value that no header can carry is left out.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        headers.insert(name, value);
    }
}

pub(crate) fn content_type(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Json10 => "application/x-amz-json-1.0",
        Protocol::Json11 => "application/x-amz-json-1.1",
        Protocol::RestJson => "application/json",
        Protocol::RestXml => "application/xml",
        Protocol::Query => "text/xml",
        Protocol::Ec2 => "text/xml;charset=UTF-8",
        Protocol::Cbor => "application/cbor",
        Protocol::AwsCbor => "application/x-amz-cbor-1.1",
    }
}
