//! Appointing the errand of a mapping.

use super::POLL;
use crate::event_source::row::{self, FLOWS, Flow, Mapping};
use crate::limits;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{self, Outgoing};
use jiff::Timestamp;
use serde_json::json;

/// A mapping is on its way to another state; whatever errand there was is overtaken.
pub fn change(cx: &mut Cx, mapping: &mut Mapping, state: &str) -> Result<(), AwsError> {
    let now = cx.now().as_microsecond();
    mapping.state = state.to_owned();
    mapping.modified = now;
    row::save(cx, mapping)?;
    let flow = row::flow(cx, &mapping.uuid)?;
    at(cx, mapping, flow, now + limits::SETTLING)
}

/// The errand that comes at this time, and no other.
pub fn at(cx: &mut Cx, mapping: &Mapping, mut flow: Flow, due: i64) -> Result<(), AwsError> {
    flow.turn += 1;
    FLOWS.put(cx.tx, cx.scope(), &mapping.uuid, &flow)?;
    let arn = mapping.named(cx.account()).bare(cx);
    let input = json!({"uuid": mapping.uuid, "turn": flow.turn});
    let mut errand = Outgoing::errand(cx.scope(), ("lambda", POLL), arn, input)
        .pausing_at_most(limits::LONGEST_PAUSE / limits::SECOND);
    errand.terms.beside_others = true;
    // By the same name each time: so it stays with one node.
    let slot = format!("lambda mapping {}", mapping.uuid);
    let due = Timestamp::from_microsecond(due).unwrap_or(Timestamp::MAX);
    Ok(outbox::put(cx.tx, due, &slot, &errand)?)
}
