//! DisableAlarmActions.

use super::row;
use crate::shapes::{DisableAlarmActionsInput, DisableAlarmActionsOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DisableAlarmActionsInput,
) -> Result<DisableAlarmActionsOutput, AwsError> {
    row::switch(cx, &input.alarm_names, false)?;
    Ok(DisableAlarmActionsOutput::default())
}
