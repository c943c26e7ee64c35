//! Operations: IncreaseStreamRetentionPeriod, DecreaseStreamRetentionPeriod
//!
//! How long records are kept.

use crate::errors;
use crate::limits::RETENTION_HOURS;
use crate::shapes::{DecreaseStreamRetentionPeriodInput, IncreaseStreamRetentionPeriodInput};
use crate::stream::row::{self, Found, named};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn increase_stream_retention_period(
    cx: &mut Cx,
    input: IncreaseStreamRetentionPeriodInput,
) -> Result<Reply, AwsError> {
    let found = row::active(cx, &named!(input))?;
    let hours = allowed(input.retention_period_hours)?;
    let old = found.stream.retention_hours;
    if hours < old {
        return Err(errors::argument(format!(
            "Requested retention period ({hours} hours) for stream {} can not be shorter than \
             existing retention period ({old} hours). Use DecreaseRetentionPeriod API.",
            found.address.name
        )));
    }
    set(cx, &found, hours)
}

pub fn decrease_stream_retention_period(
    cx: &mut Cx,
    input: DecreaseStreamRetentionPeriodInput,
) -> Result<Reply, AwsError> {
    let found = row::active(cx, &named!(input))?;
    let hours = allowed(input.retention_period_hours)?;
    let old = found.stream.retention_hours;
    if hours > old {
        return Err(errors::argument(format!(
            "Requested retention period ({hours} hours) for stream {} can not be longer than \
             existing retention period ({old} hours). Use IncreaseRetentionPeriod API.",
            found.address.name
        )));
    }
    set(cx, &found, hours)
}

fn allowed(hours: i64) -> Result<i64, AwsError> {
    let (least, most) = (RETENTION_HOURS.start(), RETENTION_HOURS.end());
    match hours {
        hours if hours < *least => Err(errors::argument(format!(
            "Minimum allowed retention period is {least} hours. Requested retention period \
             ({hours} hours) is too short."
        ))),
        hours if hours > *most => Err(errors::argument(format!(
            "Maximum allowed retention period is {most} hours. Requested retention period \
             ({hours} hours) is too long."
        ))),
        hours => Ok(hours),
    }
}

fn set(cx: &mut Cx, found: &Found, hours: i64) -> Result<Reply, AwsError> {
    let mut stream = found.stream.clone();
    // What is gone does not come back when others are kept longer.
    stream.trimmed = stream.horizon(cx.now().as_microsecond());
    stream.retention_hours = hours;
    row::put_busy(cx, found, stream)?;
    Ok(Reply::default())
}
