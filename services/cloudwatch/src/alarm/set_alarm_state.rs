//! SetAlarmState: until it is looked at next.

use super::change;
use super::row::Value;
use crate::errors;
use crate::shapes::{SetAlarmStateInput, SetAlarmStateOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: SetAlarmStateInput) -> Result<SetAlarmStateOutput, AwsError> {
    let value = Value::read(&input.state_value)
        .ok_or_else(|| errors::bad_value(&input.state_value, "StateValue"))?;
    if let Some(data) = &input.state_reason_data {
        if serde_json::from_str::<serde_json::Value>(data).is_err() {
            return Err(errors::format("StateReasonData is not valid JSON"));
        }
    }
    let said = change::Change {
        value,
        reason: input.state_reason,
        data: input.state_reason_data,
    };
    match change::set(cx, &input.alarm_name, said)? {
        true => Ok(SetAlarmStateOutput::default()),
        false => Err(errors::not_there("Unknown")),
    }
}
