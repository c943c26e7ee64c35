//! Monitors as they are given.

use super::row::Monitor;
use crate::{errors, shapes};
use haneul_pipeline::{Arn, AwsError};

pub fn read(given: Option<Vec<shapes::Monitor>>) -> Result<Vec<Monitor>, AwsError> {
    let given = given.unwrap_or_default().into_iter();
    let read = given.map(|monitor| {
        let arn = Arn::read(&monitor.alarm_arn);
        let is_alarm = arn
            .is_some_and(|arn| arn.service == "cloudwatch" && arn.resource.starts_with("alarm:"));
        match is_alarm {
            true => Ok(Monitor {
                alarm: monitor.alarm_arn,
                role: monitor.alarm_role_arn,
            }),
            false => Err(errors::bad(format!(
                "{} is not the ARN of an alarm of CloudWatch.",
                monitor.alarm_arn
            ))),
        }
    });
    read.collect()
}
