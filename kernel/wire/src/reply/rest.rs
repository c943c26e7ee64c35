//! Successes of restJson and restXml.

use super::{Encoded, bound, content_type, reply, s3, success};
use crate::{is_event_stream, json, xml};
use bytes::Bytes;
use haneul_model::{Fields, Kind, Location, Member, Model, Operation, Protocol, Shape, Value};

pub(super) fn encode(
    model: &Model,
    op: &Operation,
    protocol: Protocol,
    fields: &Fields,
) -> Encoded {
    let Some(shape) = op.output.map(|id| model.shape(id)) else {
        return reply(success(op), None, "");
    };
    let (media, body) = match shape.payload() {
        Some(member) => payload(model, op, protocol, member, fields),
        None => body(model, op, protocol, shape, fields),
    };
    let mut encoded = reply(success(op), media, body);
    if let Some(status) = bound::write(model, shape, fields, &mut encoded.headers) {
        encoded.status = status;
    }
    encoded
}

/// An answer has no URI: what an input would bind there is in the body.
fn in_body(member: &Member) -> bool {
    matches!(
        member.location,
        None | Some(Location::Uri | Location::QueryString)
    )
}

fn body(
    model: &Model,
    op: &Operation,
    protocol: Protocol,
    shape: &Shape,
    fields: &Fields,
) -> (Option<&'static str>, Bytes) {
    let has_members = shape.members().iter().any(in_body);
    if protocol == Protocol::RestJson {
        if matches!(success(op), 204 | 205) {
            return (None, Bytes::new());
        }
        let mut writer = json::Writer::new(model, protocol);
        writer.structure(shape, fields, in_body);
        return (Some(content_type(protocol)), writer.out.into());
    }
    if !has_members {
        return (None, Bytes::new());
    }
    let mut writer = xml::Writer::new(model);
    if s3::is_unwrapped(model, op) {
        writer.declaration();
        s3::write_unwrapped(&mut writer, shape, fields);
        return (Some(content_type(protocol)), writer.out.into());
    }
    let namespace = service_namespace(model, op);
    if namespace.is_some() {
        writer.declaration();
    }
    let name = s3::root_name(model, op).or(shape.location_name);
    let name = name.unwrap_or(shape.name);
    writer.root(
        name,
        namespace.map(|uri| (None, uri)),
        shape,
        fields,
        in_body,
    );
    (Some(content_type(protocol)), writer.out.into())
}

/// The namespace of a restXml service stands at its operations' inputs.
fn service_namespace(model: &Model, op: &Operation) -> Option<&'static str> {
    let named = || model.operations.iter().find_map(|o| o.input_namespace);
    model
        .metadata
        .xml_namespace
        .or(op.input_namespace)
        .or_else(named)
}

fn payload(
    model: &Model,
    op: &Operation,
    protocol: Protocol,
    member: &Member,
    fields: &Fields,
) -> (Option<&'static str>, Bytes) {
    let shape = model.shape(member.shape);
    if is_event_stream(shape) {
        return (Some("application/vnd.amazon.eventstream"), Bytes::new());
    }
    let value = fields.iter().find(|(name, _)| *name == member.name);
    match (value.map(|(_, v)| v), &shape.kind) {
        (Some(Value::Blob(bytes)), _) => (Some("application/octet-stream"), bytes.clone()),
        (Some(Value::Str(text)), _) => (Some("text/plain"), text.clone().into()),
        (_, Kind::Blob | Kind::String) => (None, Bytes::new()),
        (None | Some(Value::Null), _) => (None, Bytes::new()),
        (Some(value), _) => (
            Some(content_type(protocol)),
            document(model, op, protocol, member, value),
        ),
    }
}

fn document(
    model: &Model,
    op: &Operation,
    protocol: Protocol,
    member: &Member,
    value: &Value,
) -> Bytes {
    if protocol == Protocol::RestJson {
        let mut writer = json::Writer::new(model, protocol);
        writer.value(member, value);
        return writer.out.into();
    }
    let shape = model.shape(member.shape);
    let mut writer = xml::Writer::new(model);
    let name = member.location_name.or(shape.location_name);
    let name = name
        .or(s3::payload_name(model, member))
        .unwrap_or(shape.name);
    let namespace = service_namespace(model, op);
    if namespace.is_some() {
        writer.declaration();
    }
    match value {
        Value::Struct(fields) => {
            let namespace = member.xml_namespace.or(shape.xml_namespace);
            let namespace = namespace.or_else(|| service_namespace(model, op).map(|n| (None, n)));
            writer.root(name, namespace, shape, fields, |_| true);
        }
        _ => writer.element(name, member, value),
    }
    writer.out.into()
}
