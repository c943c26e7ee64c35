//! Appointing the next errand of a pipe.

use super::row::{FLOWS, Flow};
use super::{FLOW, FLOW_OUT, Seen};
use crate::limits;
use crate::pipe::{Pipe, row};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::Outgoing;
use serde_json::json;

/// Why a pipe is in the state that it is in, where nothing went wrong.
const USER: &str = "USER_INITIATED";

/// A pipe is on its way to another state; whatever errand there was is overtaken.
pub fn change(cx: &mut Cx, pipe: &mut Pipe, state: &str) -> Result<(), AwsError> {
    pipe.state = state.to_owned();
    pipe.reason = Some(USER.to_owned());
    row::save(cx, pipe)?;
    let due = cx.now().as_microsecond() + limits::MOVING;
    at(cx, pipe, Flow::default(), due)
}

/// The errand that comes at this time, and no other.
pub fn at(cx: &mut Cx, pipe: &Pipe, mut flow: Flow, due: i64) -> Result<(), AwsError> {
    flow.turn = turn(cx, pipe)? + 1;
    flow.due = Some(due);
    FLOWS.put(cx.tx, cx.scope(), &pipe.id, &flow)?;
    let name = if pipe.takes_time() { FLOW_OUT } else { FLOW };
    let input = json!({"name": pipe.name, "pipe": pipe.id, "turn": flow.turn});
    let arn = row::arn(cx, &pipe.name);
    let errand = Outgoing::errand(cx.scope(), ("pipes", name), arn, input)
        .pausing_at_most(limits::PAUSE / limits::SECOND);
    cx.appoint(due, &errand)
}

/// No errand is to come.
pub fn none(cx: &mut Cx, pipe: &Pipe) -> Result<(), AwsError> {
    let flow = Flow {
        turn: turn(cx, pipe)? + 1,
        ..Flow::default()
    };
    Ok(FLOWS.put(cx.tx, cx.scope(), &pipe.id, &flow)?)
}

fn turn(cx: &mut Cx, pipe: &Pipe) -> Result<u64, AwsError> {
    let known = FLOWS.get(cx.tx, cx.scope(), &pipe.id)?;
    Ok(known.map_or(0, |flow| flow.turn))
}

/// An errand is done, and says when the next one comes; unless the pipe was changed meanwhile.
pub fn next(cx: &mut Cx, pipe: &Pipe, own: u64, seen: Seen) -> Result<(), AwsError> {
    let known = FLOWS.get(cx.tx, cx.scope(), &pipe.id)?.unwrap_or_default();
    if known.turn != own {
        return Ok(());
    }
    let flow = Flow {
        turn: own,
        due: None,
        empty: if seen.some {
            0
        } else {
            known.empty.saturating_add(1)
        },
        failures: if seen.failed {
            known.failures.saturating_add(1)
        } else {
            0
        },
    };
    let now = cx.now().as_microsecond();
    let pause = match flow.failures {
        0 if seen.more => 0,
        0 if flow.empty > limits::QUIET => limits::QUIET_PAUSE,
        0 => limits::PAUSE,
        failures => limits::SECOND << (failures - 1).min(limits::DOUBLINGS),
    };
    let wake = seen.wake.map_or(i64::MAX, |at| at.max(now));
    at(cx, pipe, flow, (now + pause).min(wake))
}
