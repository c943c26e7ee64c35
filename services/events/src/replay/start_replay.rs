//! StartReplay.

use super::row::{self, Replay, State};
use super::step;
use crate::place::Place;
use crate::shapes::{StartReplayRequest, StartReplayResponse};
use crate::{archive, errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(cx: &mut Cx, input: StartReplayRequest) -> Result<StartReplayResponse, AwsError> {
    if row::find(cx, &input.replay_name)?.is_some() {
        return Err(errors::exists("Replay", &input.replay_name));
    }
    let name = archive_name(cx, &input.event_source_arn)?;
    let found = archive::row::find(cx, &name)?;
    let archive = found.ok_or_else(|| {
        let reason = format!("Archive {name} does not exist.");
        errors::parameter("EventSourceArn", &reason)
    })?;
    if input.event_start_time >= input.event_end_time {
        return Err(errors::parameter(
            "EventEndTime",
            "EventStartTime must be before EventEndTime.",
        ));
    }
    let place = Place::of(cx, Some(&archive.bus));
    if input.destination.arn != place.arn() {
        return Err(match Place::of_arn(&input.destination.arn) {
            Some(_) => errors::parameter(
                "Destination.Arn",
                "Cross event bus replay is not permitted.",
            ),
            None => errors::parameter("Destination.Arn", "Must contain an event bus ARN."),
        });
    }
    let page = Page::of(None, None, limits::REPLAYS).ok_or_else(errors::token)?;
    let (going, _) = row::listed(cx, &page, |replay| !replay.state.is_over())?;
    if going.len() >= limits::REPLAYS {
        return Err(errors::too_many());
    }
    let replay = Replay {
        name: input.replay_name,
        description: input.description,
        archive: archive.name,
        archive_id: archive.id,
        bus: archive.bus,
        rules: input.destination.filter_arns.unwrap_or_default(),
        from: input.event_start_time,
        to: input.event_end_time,
        state: State::Starting,
        started: cx.now(),
        ended: None,
        last: None,
    };
    row::save(cx, &replay)?;
    step::next(cx, &replay)?;
    Ok(StartReplayResponse {
        replay_arn: Some(row::arn(cx, &replay.name)),
        state: Some(replay.state.name().to_owned()),
        state_reason: None,
        replay_start_time: Some(replay.started),
    })
}

fn archive_name(cx: &Cx, arn: &str) -> Result<String, AwsError> {
    let name = arn.rsplit("archive/").next().unwrap_or_default();
    match archive::row::arn(cx, name) == arn {
        true => Ok(name.to_owned()),
        false => Err(errors::parameter(
            "EventSourceArn",
            "Must contain an archive ARN.",
        )),
    }
}
