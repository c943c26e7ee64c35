//! Publish: one message, to a topic, an endpoint or a telephone.

use crate::deliver::{application, text_message};
use crate::errors;
use crate::platform::row as platform;
use crate::publishing::{draft, fan_out};
use crate::shapes::{PublishBatchRequestEntry, PublishInput, PublishResponse};
use crate::subscription::endpoint::number;
use crate::topic::row as topic;
use haneul_pipeline::{AwsError, Cx};

enum Target {
    Topic(String),
    Endpoint(String),
    Number(String),
}

pub fn run(cx: &mut Cx, input: PublishInput) -> Result<PublishResponse, AwsError> {
    let target = target(&input)?;
    let entry = PublishBatchRequestEntry {
        id: String::new(),
        message: input.message,
        subject: input.subject,
        message_structure: input.message_structure,
        message_attributes: input.message_attributes,
        message_deduplication_id: input.message_deduplication_id,
        message_group_id: input.message_group_id,
    };
    match target {
        Target::Topic(arn) => {
            let found = topic::at(cx, &arn)?;
            let mut message = draft::read(cx, entry)?;
            draft::fit(&found.topic, &mut message)?;
            let sent = fan_out::publish(cx, &found, message)?;
            Ok(PublishResponse {
                message_id: Some(sent.id),
                sequence_number: sent.sequence,
            })
        }
        Target::Endpoint(arn) => to_endpoint(cx, &arn, entry),
        Target::Number(given) => to_number(cx, &given, entry),
    }
}

fn target(input: &PublishInput) -> Result<Target, AwsError> {
    let given = |value: &Option<String>| value.clone().filter(|text| !text.is_empty());
    let topic = given(&input.topic_arn);
    let (target, number) = (given(&input.target_arn), given(&input.phone_number));
    match (topic, target, number) {
        (Some(arn), None, None) => Ok(Target::Topic(arn)),
        (None, Some(arn), None) if arn.contains(":endpoint/") => Ok(Target::Endpoint(arn)),
        (None, Some(arn), None) => Ok(Target::Topic(arn)),
        (None, None, Some(number)) => Ok(Target::Number(number)),
        (None, None, None) => Err(errors::missing("TopicArn or TargetArn")),
        _ => Err(errors::invalid(
            "Only one of TopicArn, TargetArn and PhoneNumber can be specified",
        )),
    }
}

fn answer(id: String) -> PublishResponse {
    PublishResponse {
        message_id: Some(id),
        sequence_number: None,
    }
}

fn to_endpoint(
    cx: &mut Cx,
    arn: &str,
    entry: PublishBatchRequestEntry,
) -> Result<PublishResponse, AwsError> {
    let Some(found) = platform::endpoint(cx, arn)? else {
        return Err(errors::invalid(
            "TargetArn Reason: No endpoint found for the target arn specified",
        ));
    };
    if !found.application.is_enabled() {
        return Err(AwsError::new(
            "PlatformApplicationDisabled",
            "Platform application is disabled",
        )
        .status(400));
    }
    if !found.endpoint.is_enabled() {
        return Err(AwsError::new("EndpointDisabled", "Endpoint is disabled").status(400));
    }
    let message = draft::read(cx, entry)?;
    application::send(cx, arn, &message)?;
    Ok(answer(message.id))
}

fn to_number(
    cx: &mut Cx,
    given: &str,
    entry: PublishBatchRequestEntry,
) -> Result<PublishResponse, AwsError> {
    let wrong = || {
        errors::invalid(format_args!(
            "PhoneNumber Reason: {given} is not valid to publish to"
        ))
    };
    if !given.starts_with('+') {
        return Err(wrong());
    }
    let number = number(given).map_err(|_| wrong())?;
    let message = draft::read(cx, entry)?;
    let body = message.body("sms").to_owned();
    let account = cx.account().to_owned();
    text_message::send(cx, &account, &number, body, &message)?;
    Ok(answer(message.id))
}
