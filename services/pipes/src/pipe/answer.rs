//! What calls that change a pipe are answered with, and what none of them may ask for.

use crate::shapes::PipeLogConfigurationParameters;
use haneul_pipeline::AwsError;
use jiff::Timestamp;

pub fn time(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or_default()
}

/// What every call that changes a pipe is answered with; each has a shape of its own for it.
macro_rules! answer {
    ($shape:ident, $cx:expr, $pipe:expr) => {{
        let (cx, pipe): (&haneul_pipeline::Cx, &$crate::pipe::Pipe) = ($cx, $pipe);
        $shape {
            arn: Some($crate::pipe::row::arn(cx, &pipe.name)),
            name: Some(pipe.name.clone()),
            desired_state: Some(pipe.desired.clone()),
            current_state: Some(pipe.state.clone()),
            creation_time: Some($crate::pipe::answer::time(pipe.created)),
            last_modified_time: Some($crate::pipe::answer::time(pipe.modified)),
        }
    }};
}
pub(super) use answer;

pub fn refuse_others(
    logs: Option<&PipeLogConfigurationParameters>,
    key: Option<&str>,
) -> Result<(), AwsError> {
    let logs = logs.filter(|logs| {
        logs.level != "OFF"
            || logs.s3_log_destination.is_some()
            || logs.firehose_log_destination.is_some()
            || logs.cloudwatch_logs_log_destination.is_some()
    });
    if logs.is_some() {
        return Err(AwsError::not_implemented("pipes with a LogConfiguration"));
    }
    if key.is_some_and(|key| !key.is_empty()) {
        return Err(AwsError::not_implemented("pipes with a key of KMS"));
    }
    Ok(())
}
