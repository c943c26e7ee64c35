//! A replay goes on, some events at a time.

use super::row::{self, Replay, State};
use crate::place::Place;
use crate::{archive, event};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde_json::json;

pub const STEP: &str = "replay";

/// Sent in one transaction.
const BATCH: usize = 50;

pub fn next(cx: &mut Cx, replay: &Replay) -> Result<(), AwsError> {
    let now = cx.now();
    let id = row::arn(cx, &replay.name);
    cx.timer(
        now,
        &id,
        &format!("events/{STEP}"),
        json!({"name": replay.name}),
    )
}

pub fn step(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let name = timer.payload["name"].as_str().unwrap_or_default();
    let Some(mut replay) = row::find(cx, name)?.filter(|replay| !replay.state.is_over()) else {
        return Ok(());
    };
    if replay.state == State::Cancelling {
        replay.state = State::Cancelled;
        replay.ended = Some(cx.now());
        return row::save(cx, &replay);
    }
    let place = Place::of(cx, Some(&replay.bus));
    let (id, last) = (replay.archive_id.clone(), replay.last.clone());
    let events = archive::page(cx, &id, last.as_ref(), replay.from, replay.to, BATCH)?;
    let more = events.len() == BATCH;
    for mut event in events {
        replay.last = Some((event.time.as_microsecond(), event.id.clone()));
        event.replay = Some(replay.name.clone());
        event::ingest(cx, &place, &event, &replay.rules)?;
    }
    replay.state = State::Running;
    if !more {
        replay.state = State::Completed;
        replay.ended = Some(cx.now());
    }
    row::save(cx, &replay)?;
    match more {
        true => next(cx, &replay),
        false => Ok(()),
    }
}
