//! EnableAlarmActions.

use super::row;
use crate::shapes::{EnableAlarmActionsInput, EnableAlarmActionsOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: EnableAlarmActionsInput,
) -> Result<EnableAlarmActionsOutput, AwsError> {
    row::switch(cx, &input.alarm_names, true)?;
    Ok(EnableAlarmActionsOutput::default())
}
