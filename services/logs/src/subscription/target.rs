//! What subscriptions go to, and the call that brings a payload there.

use crate::errors;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{Arn, AwsError, Cloud};
use serde_json::{Value as Json, json};

/// A place that payloads are brought to.
#[derive(Clone, Debug)]
pub struct Target {
    pub kind: Kind,
    pub arn: String,
    pub account: String,
    pub region: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Kinesis,
    Firehose,
    Lambda,
}

impl Kind {
    pub fn service(self) -> &'static str {
        match self {
            Kind::Kinesis => "kinesis",
            Kind::Firehose => "firehose",
            Kind::Lambda => "lambda",
        }
    }

    pub fn operation(self) -> &'static str {
        match self {
            Kind::Kinesis | Kind::Firehose => "PutRecord",
            Kind::Lambda => "Invoke",
        }
    }

    /// As metrics name it.
    pub fn shown(self) -> &'static str {
        match self {
            Kind::Kinesis => "Kinesis Stream",
            Kind::Firehose => "Firehose",
            Kind::Lambda => "Lambda",
        }
    }

    /// Bytes of one payload. A function is told of them in base 64, in 256 kB at most.
    pub fn most(self) -> usize {
        match self {
            Kind::Kinesis | Kind::Firehose => 1_000 << 10,
            Kind::Lambda => 180 << 10,
        }
    }

    /// AWS's words where the first message does not come through.
    pub fn unreachable(self) -> AwsError {
        errors::parameter(match self {
            Kind::Kinesis => {
                "Could not deliver test message to specified Kinesis stream. Check if the given \
                 kinesis stream is in ACTIVE state."
            }
            Kind::Firehose => {
                "Could not deliver test message to specified Firehose stream. Check if the given \
                 Firehose stream is in ACTIVE state."
            }
            Kind::Lambda => {
                "Could not execute the lambda function. Make sure you have given CloudWatch Logs \
                 permission to execute your function."
            }
        })
    }
}

impl Target {
    pub fn read(cloud: &Cloud, text: &str) -> Result<Target, AwsError> {
        let arn = Arn::read(text)
            .ok_or_else(|| errors::parameter(format!("Invalid destination ARN: {text}")))?;
        let kind = match (arn.service, arn.resource.split(['/', ':']).next()) {
            ("kinesis", Some("stream")) => Kind::Kinesis,
            ("firehose", Some("deliverystream")) => Kind::Firehose,
            ("lambda", Some("function")) => Kind::Lambda,
            (service, _) => {
                return Err(errors::parameter(format!(
                    "PutSubscriptionFilter operation cannot work with destinationArn for vendor \
                     {service}"
                )));
            }
        };
        if !cloud.has(kind.service(), kind.operation()) {
            return Err(AwsError::not_implemented(format!(
                "subscriptions to {}",
                kind.service()
            )));
        }
        Ok(Target {
            kind,
            arn: text.to_owned(),
            account: arn.account.to_owned(),
            region: arn.region.to_owned(),
        })
    }

    pub fn input(&self, payload: &[u8], key: &str) -> Json {
        match self.kind {
            Kind::Kinesis => json!({
                "StreamARN": self.arn,
                "PartitionKey": key,
                "Data": BASE64_STANDARD.encode(payload),
            }),
            Kind::Firehose => {
                let name = self.arn.rsplit('/').next().unwrap_or_default();
                let data = BASE64_STANDARD.encode(payload);
                json!({"DeliveryStreamName": name, "Record": {"Data": data}})
            }
            Kind::Lambda => {
                let event = json!({"awslogs": {"data": BASE64_STANDARD.encode(payload)}});
                json!({
                    "FunctionName": self.arn,
                    "InvocationType": "Event",
                    "Payload": BASE64_STANDARD.encode(event.to_string()),
                })
            }
        }
    }
}
