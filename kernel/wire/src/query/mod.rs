//! Requests of awsQuery and ec2Query: a form of dotted names.

mod form;
mod read;

pub(crate) use form::Form;

use crate::RequestHead;
use crate::bad::Read;
use crate::json::as_text;
use haneul_model::{Model, Operation, Protocol, Value};

/// Parameters travel in the query string, in a form body, or in both.
pub(crate) fn decode(
    model: &'static Model,
    op: &'static Operation,
    protocol: Protocol,
    head: &RequestHead<'_>,
    body: &[u8],
) -> Read<Value> {
    let Some(id) = op.input else {
        return Ok(Value::Struct(Vec::new()));
    };
    let form = Form::new(head.query, as_text(body)?);
    let reader = read::Reader {
        model,
        ec2: protocol == Protocol::Ec2,
    };
    reader.top(model.shape(id), &form)
}
