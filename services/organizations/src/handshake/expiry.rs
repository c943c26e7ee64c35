//! Invitations end after fifteen days, and are forgotten thirty days after their end.

use super::row::{self, State};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;

pub fn expire(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default();
    match row::look(cx, id)?.filter(|handshake| handshake.state == State::Open) {
        Some(mut handshake) => row::finish(cx, &mut handshake, State::Expired),
        None => Ok(()),
    }
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    row::remove(cx, timer.payload["id"].as_str().unwrap_or_default())
}
