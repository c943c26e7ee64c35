//! Which of a model's protocols a client spoke.

use crate::RequestHead;
use haneul_model::{Model, Protocol};

/// The protocol of a request to this model; the model's preferred one where the request gives no
/// sign. A model that says it is query-compatible is also spoken to in the query protocol by
/// clients older than its change.
pub fn protocol(model: &Model, head: &RequestHead<'_>) -> Option<Protocol> {
    let listed = |wanted: &[Protocol]| first_of(model, wanted);
    if is_rpc_v2(head) {
        return listed(&[Protocol::Cbor]);
    }
    if is_aws_cbor(head) && model.id == TAKES_AWS_CBOR {
        return Some(Protocol::AwsCbor);
    }
    if is_json_rpc(head) {
        return listed(&[Protocol::Json10, Protocol::Json11]);
    }
    if let Some(protocol) = listed(&[Protocol::RestJson, Protocol::RestXml]) {
        return Some(protocol);
    }
    if has_form(head) {
        return listed(&[Protocol::Query, Protocol::Ec2])
            .or_else(|| model.metadata.query_compatible.then_some(Protocol::Query));
    }
    model.metadata.protocols.first().copied()
}

fn first_of(model: &Model, wanted: &[Protocol]) -> Option<Protocol> {
    let mut listed = model.metadata.protocols.iter();
    listed.find(|p| wanted.contains(p)).copied()
}

pub(crate) fn is_rpc_v2(head: &RequestHead<'_>) -> bool {
    head.header("smithy-protocol") == Some("rpc-v2-cbor")
}

/// The one service whose clients write CBOR without the protocol that was made for it.
const TAKES_AWS_CBOR: &str = "kinesis";

pub(crate) fn is_aws_cbor(head: &RequestHead<'_>) -> bool {
    head.content_type()
        .is_some_and(|t| t == "application/x-amz-cbor-1.1")
}

fn is_json_rpc(head: &RequestHead<'_>) -> bool {
    head.has("x-amz-target")
        || head
            .content_type()
            .is_some_and(|t| t.starts_with("application/x-amz-json"))
}

/// `Action=` travels in the query string or in a form.
pub(crate) fn has_form(head: &RequestHead<'_>) -> bool {
    is_form(head)
        || head
            .query
            .split('&')
            .any(|pair| pair.starts_with("Action="))
}

pub(crate) fn is_form(head: &RequestHead<'_>) -> bool {
    head.content_type()
        .is_some_and(|t| t == "application/x-www-form-urlencoded")
}
