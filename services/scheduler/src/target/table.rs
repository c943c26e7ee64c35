//! Which call reaches which target: a line for each kind, and one for every operation there is.

use super::row::Target;
use super::universal;
use crate::errors;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{Arn, AwsError, Cloud};
use serde_json::{Value as Json, json};

/// A call to a target.
pub struct Made {
    pub service: String,
    pub operation: String,
    /// `None`: that of the schedule.
    pub region: Option<String>,
    pub input: Json,
}

struct Kind {
    service: &'static str,
    resource: &'static str,
    operation: &'static str,
    make: fn(&Target, &Arn, &str) -> Json,
}

const KINDS: &[Kind] = &[
    Kind {
        service: "sqs",
        resource: "",
        operation: "SendMessage",
        make: sqs,
    },
    Kind {
        service: "sns",
        resource: "",
        operation: "Publish",
        make: |target, _, text| json!({"TopicArn": target.arn, "Message": text}),
    },
    Kind {
        service: "events",
        resource: "event-bus/",
        operation: "PutEvents",
        make: event,
    },
    Kind {
        service: "lambda",
        resource: "function:",
        operation: "Invoke",
        make: |target, _, text| {
            json!({
                "FunctionName": target.arn,
                "InvocationType": "Event",
                "Payload": BASE64_STANDARD.encode(text),
            })
        },
    },
    Kind {
        service: "kinesis",
        resource: "stream/",
        operation: "PutRecord",
        make: |target, _, text| {
            json!({
                "StreamARN": target.arn,
                "PartitionKey": target.partition_key,
                "Data": BASE64_STANDARD.encode(text),
            })
        },
    },
    Kind {
        service: "firehose",
        resource: "deliverystream/",
        operation: "PutRecord",
        make: |_, parts, text| {
            json!({
                "DeliveryStreamName": parts.resource.trim_start_matches("deliverystream/"),
                "Record": {"Data": BASE64_STANDARD.encode(text)},
            })
        },
    },
];

fn kind(parts: &Arn<'_>) -> Option<&'static Kind> {
    KINDS
        .iter()
        .find(|kind| kind.service == parts.service && parts.resource.starts_with(kind.resource))
}

/// Whether a target can be called here, with what is said of it.
pub fn check(cloud: &Cloud, target: &Target, account: &str) -> Result<(), AwsError> {
    if let Some(named) = universal::named(&target.arn) {
        return universal::check(cloud, target, named);
    }
    let wrong = || {
        errors::invalid(format!(
            "Provided Arn {} is not in correct format.",
            target.arn
        ))
    };
    let parts = Arn::read(&target.arn).ok_or_else(wrong)?;
    let known = kind(&parts).filter(|kind| cloud.has(kind.service, kind.operation));
    let Some(kind) = known else {
        return Err(AwsError::not_implemented(format_args!(
            "schedules' targets of {}",
            parts.service
        )));
    };
    // These are named by their name alone.
    if kind.service == "firehose" && parts.account != account {
        return Err(AwsError::not_implemented(
            "schedules' delivery streams of other accounts",
        ));
    }
    let fifo = parts.service == "sqs" && parts.is_fifo();
    let given = [
        ("SqsParameters", target.message_group.is_some(), fifo),
        (
            "KinesisParameters",
            target.partition_key.is_some(),
            kind.service == "kinesis",
        ),
        (
            "EventBridgeParameters",
            target.event.is_some(),
            kind.service == "events",
        ),
    ];
    for (name, given, needed) in given {
        if given != needed {
            let must = if needed { "must" } else { "must not" };
            return Err(errors::invalid(format!(
                "{name} {must} be provided for target {}.",
                target.arn
            )));
        }
    }
    if kind.service == "events" {
        let input = target.input.as_deref().unwrap_or_default();
        let detail = serde_json::from_str::<Json>(input).ok();
        if !detail.is_some_and(|detail| detail.is_object()) {
            return Err(errors::invalid(
                "Input must be a JSON object for EventBridge targets.",
            ));
        }
    }
    Ok(())
}

/// `None`: there is nothing that could be called.
pub fn call(target: &Target, text: &str) -> Option<Made> {
    if let Some(named) = universal::named(&target.arn) {
        return universal::call(named, text);
    }
    let parts = Arn::read(&target.arn)?;
    let kind = kind(&parts)?;
    Some(Made {
        service: kind.service.to_owned(),
        operation: kind.operation.to_owned(),
        region: Some(parts.region.to_owned()),
        input: (kind.make)(target, &parts, text),
    })
}

fn sqs(target: &Target, parts: &Arn<'_>, text: &str) -> Json {
    let mut input = json!({
        "QueueUrl": parts.queue_url(),
        "MessageBody": text,
    });
    if let Some(group) = &target.message_group {
        input["MessageGroupId"] = json!(group);
    }
    input
}

fn event(target: &Target, _: &Arn<'_>, text: &str) -> Json {
    let (detail_type, source) = target.event.clone().unwrap_or_default();
    json!({"Entries": [{
        "EventBusName": target.arn, "DetailType": detail_type, "Source": source, "Detail": text,
    }]})
}
