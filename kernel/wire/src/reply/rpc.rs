//! Successes of the RPC protocols.

use super::{Encoded, content_type, reply, success};
use crate::{cbor, is_event_stream, json, xml};
use haneul_model::{Fields, Model, Operation, Protocol, Shape};

const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

pub(super) fn json(model: &Model, op: &Operation, protocol: Protocol, fields: &Fields) -> Encoded {
    let media = Some(content_type(protocol));
    let Some(shape) = op.output.map(|id| model.shape(id)) else {
        return reply(success(op), media, "");
    };
    if sends_events(model, shape) {
        return reply(success(op), Some(EVENT_STREAM), "");
    }
    let mut writer = json::Writer::new(model, protocol);
    writer.structure(shape, fields, |_| true);
    reply(success(op), media, writer.out)
}

pub(super) fn cbor(model: &Model, op: &Operation, protocol: Protocol, fields: &Fields) -> Encoded {
    let Some(shape) = op.output.map(|id| model.shape(id)) else {
        return reply(success(op), None, "");
    };
    if sends_events(model, shape) {
        return reply(success(op), Some(EVENT_STREAM), "");
    }
    let mut writer = cbor::Writer::new(model, cbor::Times::of(protocol));
    writer.structure(shape, fields, &[]);
    reply(success(op), Some(content_type(protocol)), writer.out)
}

/// Events follow the head, the first of them being the initial response.
fn sends_events(model: &Model, shape: &Shape) -> bool {
    let mut targets = shape.members().iter().map(|m| model.shape(m.shape));
    targets.any(is_event_stream)
}

pub(super) fn query(model: &Model, op: &Operation, fields: &Fields, request_id: &str) -> Encoded {
    let root = format!("{}Response", op.name);
    let mut writer = xml::Writer::new(model);
    writer.open(&root, model.metadata.xml_namespace);
    if let Some(shape) = op.output.map(|id| model.shape(id)) {
        let default = || format!("{}Result", op.name);
        let wrapper = op.result_wrapper.map_or_else(default, str::to_owned);
        writer.root(&wrapper, None, shape, fields, |_| true);
    }
    writer.open("ResponseMetadata", None);
    writer.text("RequestId", request_id);
    writer.close("ResponseMetadata");
    writer.close(&root);
    reply(success(op), Some(content_type(Protocol::Query)), writer.out)
}

pub(super) fn ec2(model: &Model, op: &Operation, fields: &Fields, request_id: &str) -> Encoded {
    let root = format!("{}Response", op.name);
    let mut writer = xml::Writer::new(model);
    writer.declaration();
    writer.open(&root, model.metadata.xml_namespace);
    writer.text("requestId", request_id);
    if let Some(shape) = op.output.map(|id| model.shape(id)) {
        writer.members(shape.members(), fields, |_| true);
    }
    writer.close(&root);
    reply(success(op), Some(content_type(Protocol::Ec2)), writer.out)
}
