//! Appointing the errand of a mapping.

use super::POLL;
use crate::event_source::row::{self, FLOWS, Flow, Mapping};
use crate::limits;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::agenda::Slot;
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
    let due = Timestamp::from_microsecond(due).unwrap_or(Timestamp::MAX);
    let slot = slot(&mapping.uuid, flow.turn);
    Ok(outbox::put(cx.tx, due, &slot, &errand)?)
}

/// Another name for each errand, and the same part of the outbox for all of a mapping's: so they stay
/// with one node.
fn slot(uuid: &str, turn: u64) -> String {
    let part = |id: &str| Slot::new(Timestamp::UNIX_EPOCH, id).part();
    let own = part(uuid);
    let mut names = (0_u64..).map(|n| format!("lambda mapping {uuid} {turn} {n}"));
    let found = names.find(|name| part(name) == own);
    found.unwrap_or_else(|| uuid.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errands_of_a_mapping_stay_with_one_node() {
        let part = |id: &str| Slot::new(Timestamp::UNIX_EPOCH, id).part();
        let uuid = "a1b2c3d4-5678-90ab-cdef-111111111111";
        let names: Vec<String> = (0..20).map(|turn| slot(uuid, turn)).collect();
        assert!(names.iter().all(|name| part(name) == part(uuid)));
        let different: std::collections::HashSet<&String> = names.iter().collect();
        assert_eq!(different.len(), 20);
    }
}
