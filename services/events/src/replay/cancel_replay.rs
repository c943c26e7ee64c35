//! CancelReplay.

use super::row::{self, State};
use crate::errors;
use crate::shapes::{CancelReplayRequest, CancelReplayResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: CancelReplayRequest) -> Result<CancelReplayResponse, AwsError> {
    let mut replay = row::open(cx, &input.replay_name)?;
    if !matches!(replay.state, State::Starting | State::Running) {
        return Err(errors::illegal_status(&replay.name));
    }
    // The next step finds it so.
    replay.state = State::Cancelling;
    row::save(cx, &replay)?;
    Ok(CancelReplayResponse {
        replay_arn: Some(row::arn(cx, &replay.name)),
        state: Some(replay.state.name().to_owned()),
        state_reason: None,
    })
}
