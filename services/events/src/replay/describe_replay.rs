//! DescribeReplay.

use super::row;
use crate::archive;
use crate::place::Place;
use crate::shapes::{DescribeReplayRequest, DescribeReplayResponse, ReplayDestination};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeReplayRequest) -> Result<DescribeReplayResponse, AwsError> {
    let replay = row::open(cx, &input.replay_name)?;
    let reached = replay.reached();
    Ok(DescribeReplayResponse {
        replay_arn: Some(row::arn(cx, &replay.name)),
        replay_name: Some(replay.name),
        description: replay.description,
        state: Some(replay.state.name().to_owned()),
        state_reason: None,
        event_source_arn: Some(archive::row::arn(cx, &replay.archive)),
        destination: Some(ReplayDestination {
            arn: Place::of(cx, Some(&replay.bus)).arn(),
            filter_arns: (!replay.rules.is_empty()).then_some(replay.rules),
        }),
        event_start_time: Some(replay.from),
        event_end_time: Some(replay.to),
        event_last_replayed_time: reached,
        replay_start_time: Some(replay.started),
        replay_end_time: replay.ended,
    })
}
