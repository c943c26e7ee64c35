//! Modelled events. An event with a member marked as its payload carries the others in headers;
//! any other event is a document.

use super::{Frame, HeaderValue};
use crate::bad::{Bad, Read, form};
use crate::reply::content_type;
use crate::{WireError, cbor, is_event_stream, json, xml};
use bytes::Bytes;
use haneul_model::{Fields, Kind, Member, Model, Protocol, Shape, Value};

type Body = (Option<&'static str>, Bytes);

/// One event of the union `stream`: a structure with the event as its one member. An error of the
/// union becomes an exception.
pub fn encode_event(model: &Model, protocol: Protocol, stream: &Shape, event: &Value) -> Frame {
    let first = event.as_fields().and_then(|fields| fields.first());
    let found = first.and_then(|(name, value)| Some((stream.member(name)?, value)));
    let Some((member, value)) = found else {
        return Frame::default();
    };
    let shape = model.shape(member.shape);
    let (kind, type_header) = match shape.error {
        Some(_) => ("exception", ":exception-type"),
        None => ("event", ":event-type"),
    };
    let headers = vec![text(":message-type", kind), text(type_header, member.name)];
    let explicit = shape.members().iter().find(|m| m.event_payload);
    match explicit {
        Some(payload) => with_payload(model, protocol, headers, shape, payload, value),
        None => finish(headers, document(model, protocol, shape, fields_of(value))),
    }
}

/// An error that ends a stream and that the stream's union does not have.
pub fn encode_exception(code: &str, message: &str) -> Frame {
    let headers = vec![
        text(":message-type", "error"),
        text(":error-code", code),
        text(":error-message", message),
    ];
    finish(headers, (None, Bytes::new()))
}

/// The first message of an RPC protocol's answer: its members other than the stream.
pub fn encode_initial_response(
    model: &Model,
    protocol: Protocol,
    output: &Shape,
    value: &Value,
) -> Frame {
    let mut rest = fields_of(value).clone();
    rest.retain(|(name, _)| {
        let member = output.member(name);
        member.is_some_and(|m| !is_event_stream(model.shape(m.shape)))
    });
    let headers = vec![
        text(":message-type", "event"),
        text(":event-type", "initial-response"),
    ];
    finish(headers, document(model, protocol, output, &rest))
}

static EMPTY: Fields = Vec::new();

fn fields_of(value: &Value) -> &Fields {
    value.as_fields().unwrap_or(&EMPTY)
}

fn text(name: &str, value: &str) -> (String, HeaderValue) {
    (name.to_owned(), HeaderValue::Text(value.to_owned()))
}

fn finish(mut headers: Vec<(String, HeaderValue)>, (media, payload): Body) -> Frame {
    headers.extend(media.map(|media| text(":content-type", media)));
    Frame { headers, payload }
}

fn with_payload(
    model: &Model,
    protocol: Protocol,
    mut headers: Vec<(String, HeaderValue)>,
    shape: &Shape,
    payload: &Member,
    value: &Value,
) -> Frame {
    for member in shape.members().iter().filter(|m| !m.event_payload) {
        let found = value.get(member.name);
        let header = found.and_then(|v| header_value(model, member, v));
        headers.extend(header.map(|value| (member.name.to_owned(), value)));
    }
    let body = match value.get(payload.name) {
        Some(Value::Blob(bytes)) => (Some("application/octet-stream"), bytes.clone()),
        Some(Value::Str(text)) => (Some("text/plain"), text.clone().into()),
        Some(Value::Struct(fields)) => {
            document(model, protocol, model.shape(payload.shape), fields)
        }
        _ => (None, Bytes::new()),
    };
    finish(headers, body)
}

fn document(model: &Model, protocol: Protocol, shape: &Shape, fields: &Fields) -> Body {
    match protocol {
        Protocol::Cbor | Protocol::AwsCbor => {
            let mut writer = cbor::Writer::new(model, cbor::Times::of(protocol));
            writer.structure(shape, fields, &[]);
            (Some(content_type(protocol)), writer.out.into())
        }
        Protocol::RestXml | Protocol::Query | Protocol::Ec2 => {
            let mut writer = xml::Writer::new(model);
            let name = shape.location_name.unwrap_or(shape.name);
            writer.root(name, None, shape, fields, |_| true);
            (Some("text/xml"), writer.out.into())
        }
        _ => {
            let mut writer = json::Writer::new(model, protocol);
            writer.structure(shape, fields, |_| true);
            (Some("application/json"), writer.out.into())
        }
    }
}

fn header_value(model: &Model, member: &Member, value: &Value) -> Option<HeaderValue> {
    Some(match value {
        Value::Bool(flag) => HeaderValue::Bool(*flag),
        Value::Int(int) => match model.shape(member.shape).kind {
            Kind::Long => HeaderValue::Long(*int),
            _ => HeaderValue::Int(i32::try_from(*int).ok()?),
        },
        Value::Str(text) => HeaderValue::Text(text.clone()),
        Value::Blob(bytes) => HeaderValue::Bytes(bytes.clone()),
        Value::Time(at) => HeaderValue::Time(*at),
        _ => return None,
    })
}

/// Reads an event that a client sent: a structure with the event as its one member.
pub fn decode_event(
    model: &'static Model,
    protocol: Protocol,
    stream: &'static Shape,
    frame: &Frame,
) -> Result<Value, WireError> {
    read(model, protocol, stream, frame).map_err(|bad| bad.in_words_of(protocol))
}

fn read(
    model: &'static Model,
    protocol: Protocol,
    stream: &'static Shape,
    frame: &Frame,
) -> Read<Value> {
    let name = frame.text(":event-type");
    let Some(event) = name.and_then(|name| stream.member(name)) else {
        return form("The event has no known type.");
    };
    let members = model.shape(event.shape).members();
    let mut fields: Fields = members
        .iter()
        .filter_map(|m| Some((m.name, from_header(frame.header(m.name)?))))
        .collect();
    match members.iter().find(|m| m.event_payload) {
        Some(member) => {
            let payload = read_payload(model, protocol, member, &frame.payload)?;
            fields.extend(payload.map(|value| (member.name, value)));
        }
        None if frame.payload.is_empty() => {}
        None => {
            if let Value::Struct(rest) = read_document(model, protocol, event, &frame.payload)? {
                fields.extend(rest);
            }
        }
    }
    Ok(Value::Struct(vec![(event.name, Value::Struct(fields))]))
}

fn from_header(value: &HeaderValue) -> Value {
    match value {
        HeaderValue::Bool(flag) => Value::Bool(*flag),
        HeaderValue::Byte(n) => Value::Int((*n).into()),
        HeaderValue::Short(n) => Value::Int((*n).into()),
        HeaderValue::Int(n) => Value::Int((*n).into()),
        HeaderValue::Long(n) => Value::Int(*n),
        HeaderValue::Bytes(bytes) => Value::Blob(bytes.clone()),
        HeaderValue::Text(text) => Value::Str(text.clone()),
        HeaderValue::Time(at) => Value::Time(*at),
        HeaderValue::Uuid(uuid) => Value::Blob(Bytes::copy_from_slice(uuid)),
    }
}

fn read_payload(
    model: &'static Model,
    protocol: Protocol,
    member: &'static Member,
    bytes: &Bytes,
) -> Read<Option<Value>> {
    match &model.shape(member.shape).kind {
        Kind::Blob => Ok(Some(Value::Blob(bytes.clone()))),
        Kind::String => Ok(Some(Value::Str(as_text(bytes)?.to_owned()))),
        _ if bytes.is_empty() => Ok(None),
        _ => read_document(model, protocol, member, bytes).map(Some),
    }
}

fn as_text(bytes: &[u8]) -> Read<&str> {
    std::str::from_utf8(bytes).map_err(|_| Bad::Form("The event is not UTF-8.".into()))
}

fn read_document(
    model: &'static Model,
    protocol: Protocol,
    member: &'static Member,
    bytes: &[u8],
) -> Read<Value> {
    match protocol {
        Protocol::Cbor | Protocol::AwsCbor => {
            let times = cbor::Times::of(protocol);
            cbor::payload(model, model.shape(member.shape), times, bytes)
        }
        Protocol::RestXml => xml::payload(model, member, as_text(bytes)?),
        _ => json::payload(model, member, as_text(bytes)?, protocol),
    }
}
