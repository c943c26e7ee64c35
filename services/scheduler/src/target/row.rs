//! A target as it is kept with its schedule, read and shown.

use super::{role, table};
use crate::shapes::{
    self, DeadLetterConfig, EventBridgeParameters, KinesisParameters, RetryPolicy, SqsParameters,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub arn: String,
    pub role: String,
    pub input: Option<String>,
    pub dead_letter: Option<String>,
    pub retries: i64,
    pub age: i64,
    /// Of messages of a FIFO queue.
    pub message_group: Option<String>,
    pub partition_key: Option<String>,
    /// Of events: their type and source.
    pub event: Option<(String, String)>,
}

impl Target {
    pub fn read(cx: &mut Cx, given: shapes::Target, group_arn: &str) -> Result<Target, AwsError> {
        refuse_others(&given)?;
        if given
            .input
            .as_ref()
            .is_some_and(|input| input.len() > limits::INPUT)
        {
            return Err(errors::invalid("The Input of the target is too long."));
        }
        let queue = given.dead_letter_config.and_then(|config| config.arn);
        let retry = given.retry_policy.unwrap_or_default();
        let target = Target {
            arn: given.arn,
            role: given.role_arn,
            input: given.input,
            dead_letter: queue,
            retries: retry.maximum_retry_attempts.unwrap_or(limits::RETRIES),
            age: retry
                .maximum_event_age_in_seconds
                .unwrap_or(limits::RETRY_SECONDS),
            message_group: given.sqs_parameters.and_then(|sqs| sqs.message_group_id),
            partition_key: given
                .kinesis_parameters
                .map(|kinesis| kinesis.partition_key),
            event: given
                .event_bridge_parameters
                .map(|event| (event.detail_type, event.source)),
        };
        table::check(cx.cloud, &target, cx.account())?;
        role::check(cx, &target.role, group_arn)?;
        Ok(target)
    }

    pub fn shown(self) -> shapes::Target {
        shapes::Target {
            arn: self.arn,
            role_arn: self.role,
            input: self.input,
            dead_letter_config: self
                .dead_letter
                .map(|arn| DeadLetterConfig { arn: Some(arn) }),
            retry_policy: Some(RetryPolicy {
                maximum_event_age_in_seconds: Some(self.age),
                maximum_retry_attempts: Some(self.retries),
            }),
            sqs_parameters: self.message_group.map(|group| SqsParameters {
                message_group_id: Some(group),
            }),
            kinesis_parameters: self
                .partition_key
                .map(|partition_key| KinesisParameters { partition_key }),
            event_bridge_parameters: self.event.map(|(detail_type, source)| {
                EventBridgeParameters {
                    detail_type,
                    source,
                }
            }),
            ..shapes::Target::default()
        }
    }
}

/// Parameters for services that are not here.
fn refuse_others(target: &shapes::Target) -> Result<(), AwsError> {
    let given = [
        ("EcsParameters", target.ecs_parameters.is_some()),
        (
            "SageMakerPipelineParameters",
            target.sage_maker_pipeline_parameters.is_some(),
        ),
        (
            "EventBridgePutEventsV2Parameters",
            target.event_bridge_put_events_v2_parameters.is_some(),
        ),
        (
            "EventBridgePutRawEventsParameters",
            target.event_bridge_put_raw_events_parameters.is_some(),
        ),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(AwsError::not_implemented(format_args!(
            "schedules' targets with {name}"
        ))),
        None => Ok(()),
    }
}
