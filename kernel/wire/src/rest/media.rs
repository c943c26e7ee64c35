//! Which content types a restJson operation takes, and which answers a client accepts.

use crate::bad::{Bad, Read};
use crate::is_event_stream;
use crate::request::RequestHead;
use haneul_model::{Kind, Location, Member, Model, Operation, Shape};

pub(super) fn check(
    model: &Model,
    op: &Operation,
    head: &RequestHead<'_>,
    body: &[u8],
) -> Read<()> {
    let input = op.input.map(|id| model.shape(id));
    if !takes(model, input, head, body) {
        return Err(Bad::MediaType);
    }
    let bound = input.is_some_and(|shape| binds(shape, "accept"));
    let output = op.output.map(|id| model.shape(id));
    match output.and_then(|shape| content_type(model, shape)) {
        Some(answer) if !bound && !accepts(head, answer) => Err(Bad::Accept),
        _ => Ok(()),
    }
}

/// Only a request with a body needs the right type.
fn takes(model: &Model, input: Option<&Shape>, head: &RequestHead<'_>, body: &[u8]) -> bool {
    if body.is_empty() || input.is_some_and(|shape| binds(shape, "content-type")) {
        return true;
    }
    if input.is_some_and(|shape| shape.members().is_empty()) {
        return true;
    }
    let declared = head.content_type();
    let Some(input) = input.filter(|shape| has_body(shape)) else {
        return declared.is_none();
    };
    match content_type(model, input) {
        Some(wanted) => declared.is_some_and(|found| found == wanted),
        None => true,
    }
}

fn binds(shape: &Shape, header: &str) -> bool {
    let named = |m: &Member| {
        m.location == Some(Location::Header)
            && m.location_name
                .is_some_and(|n| n.eq_ignore_ascii_case(header))
    };
    shape.members().iter().any(named)
}

fn has_body(shape: &Shape) -> bool {
    shape.members().iter().any(|m| m.location.is_none())
}

/// The media type of a body of this shape; `None` where it has none, or any.
fn content_type(model: &Model, shape: &Shape) -> Option<&'static str> {
    let Some(payload) = shape.payload() else {
        return has_body(shape).then_some("application/json");
    };
    let target = model.shape(payload.shape);
    match &target.kind {
        Kind::Blob => None,
        Kind::String if payload.json_value => None,
        Kind::String => Some("text/plain"),
        _ if is_event_stream(target) => None,
        _ => Some("application/json"),
    }
}

fn accepts(head: &RequestHead<'_>, answer: &str) -> bool {
    let Some(accepted) = head.header("accept") else {
        return true;
    };
    let family = answer.split('/').next().unwrap_or_default();
    accepted.split(',').any(|range| {
        let range = range.split(';').next().unwrap_or_default().trim();
        let any_of = range.strip_suffix("/*");
        range == "*"
            || range.eq_ignore_ascii_case(answer)
            || any_of.is_some_and(|f| f == "*" || f == family)
    })
}
