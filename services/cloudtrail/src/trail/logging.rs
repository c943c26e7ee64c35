//! Operations: StartLogging, StopLogging

use super::row;
use crate::shapes::{
    StartLoggingRequest, StartLoggingResponse, StopLoggingRequest, StopLoggingResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn start_logging(
    cx: &mut Cx,
    input: StartLoggingRequest,
) -> Result<StartLoggingResponse, AwsError> {
    switch(cx, &input.name, true)?;
    Ok(StartLoggingResponse {})
}

pub fn stop_logging(
    cx: &mut Cx,
    input: StopLoggingRequest,
) -> Result<StopLoggingResponse, AwsError> {
    switch(cx, &input.name, false)?;
    Ok(StopLoggingResponse {})
}

/// Doing it twice changes nothing.
fn switch(cx: &mut Cx, name: &str, on: bool) -> Result<(), AwsError> {
    let mut trail = row::find_at_home(cx, name)?;
    if trail.logging == on {
        return Ok(());
    }
    trail.logging = on;
    row::save(cx, &trail)?;
    let mut status = row::status(cx, &trail)?;
    match on {
        true => status.started = Some(cx.now()),
        false => status.stopped = Some(cx.now()),
    }
    row::set_status(cx, &trail, &status)
}
