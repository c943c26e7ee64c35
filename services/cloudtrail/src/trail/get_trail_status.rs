//! GetTrailStatus.

use super::row;
use crate::shapes::{GetTrailStatusRequest, GetTrailStatusResponse};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub fn run(cx: &mut Cx, input: GetTrailStatusRequest) -> Result<GetTrailStatusResponse, AwsError> {
    let trail = row::find(cx, &input.name)?;
    let status = row::status(cx, &trail)?;
    let text = |time: Option<Timestamp>| time.map_or_else(String::new, whole_seconds);
    Ok(GetTrailStatusResponse {
        is_logging: Some(trail.logging),
        latest_delivery_time: status.delivered,
        latest_delivery_error: status.error.clone(),
        start_logging_time: status.started,
        stop_logging_time: status.stopped,
        latest_digest_delivery_time: status.digested,
        latest_digest_delivery_error: status.digest_error,
        latest_delivery_attempt_time: Some(text(status.attempted)),
        latest_delivery_attempt_succeeded: Some(match status.error {
            None => text(status.delivered),
            Some(_) => String::new(),
        }),
        latest_notification_attempt_time: Some(String::new()),
        latest_notification_attempt_succeeded: Some(String::new()),
        time_logging_started: Some(text(status.started)),
        time_logging_stopped: Some(text(status.stopped)),
        ..GetTrailStatusResponse::default()
    })
}

fn whole_seconds(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).map_or_else(|_| time.to_string(), |t| t.to_string())
}
