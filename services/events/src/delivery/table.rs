//! Which call reaches which target: a line for each kind.

use crate::destination::invoke::{self, INVOKE};
use crate::errors;
use crate::event::Event;
use crate::place::Place;
use crate::target::{Http, Target};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pattern::path::{Path, found_text};
use haneul_pipeline::{Arn, AwsError, Cloud};
use serde_json::{Value as Json, json};

/// How often an event is sent on to another bus: buses that send to each other never end otherwise.
const HOPS: u32 = 2;

/// What is to be said to a target.
pub struct Told<'a> {
    pub target: &'a Target,
    pub event: &'a Event,
    pub shown: &'a Json,
    pub text: String,
    /// It is the event itself.
    pub own: bool,
}

/// A call to a target.
pub struct Made {
    pub service: &'static str,
    pub operation: &'static str,
    /// `None`: that of the bus.
    pub account: Option<String>,
    pub region: String,
    pub input: Json,
    pub as_account: Option<String>,
    /// The event, where it goes on to another bus.
    pub aside: Option<Json>,
}

/// A code of dead letters, and why.
pub struct Failed(pub &'static str, pub &'static str);

/// By the service in the ARN and how its resource begins: the operation, and what makes its input.
struct Kind {
    service: &'static str,
    resource: &'static str,
    model: &'static str,
    operation: &'static str,
    needs_role: bool,
    make: fn(&Told, &Arn) -> Json,
}

const KINDS: &[Kind] = &[
    Kind {
        service: "sqs",
        resource: "",
        model: "sqs",
        operation: "SendMessage",
        needs_role: false,
        make: sqs,
    },
    Kind {
        service: "sns",
        resource: "",
        model: "sns",
        operation: "Publish",
        needs_role: false,
        make: |told, _| json!({"TopicArn": told.target.arn, "Message": told.text}),
    },
    Kind {
        service: "lambda",
        resource: "function:",
        model: "lambda",
        operation: "Invoke",
        needs_role: false,
        make: |told, _| {
            json!({
                "FunctionName": told.target.arn,
                "InvocationType": "Event",
                "Payload": BASE64_STANDARD.encode(&told.text),
            })
        },
    },
    Kind {
        service: "kinesis",
        resource: "stream/",
        model: "kinesis",
        operation: "PutRecord",
        needs_role: true,
        make: kinesis,
    },
    Kind {
        service: "firehose",
        resource: "deliverystream/",
        model: "firehose",
        operation: "PutRecord",
        needs_role: true,
        make: firehose,
    },
    Kind {
        service: "events",
        resource: "event-bus/",
        model: "events",
        operation: "PutEvents",
        needs_role: false,
        make: |told, _| json!({"Entries": [{"EventBusName": told.target.arn}]}),
    },
    Kind {
        service: "events",
        resource: API_DESTINATION,
        model: "events",
        operation: INVOKE,
        needs_role: true,
        make: api_destination,
    },
    Kind {
        service: "schemas",
        resource: "discoverer/",
        model: "schemas",
        operation: DISCOVER,
        needs_role: false,
        make: |told, parts| {
            let id = parts.resource.trim_start_matches("discoverer/");
            json!({"discoverer": id, "event": told.shown})
        },
    },
];

/// An errand of a schema discoverer, which is told of all events of its bus.
const DISCOVER: &str = "discover";

impl Kind {
    /// Whether it is there to be told.
    fn is_in(&self, cloud: &Cloud) -> bool {
        match self.operation {
            INVOKE => true,
            DISCOVER => cloud.has("schemas", "CreateDiscoverer"),
            operation => cloud.has(self.model, operation),
        }
    }
}

const API_DESTINATION: &str = "api-destination/";

fn kind(parts: &Arn<'_>) -> Option<&'static Kind> {
    KINDS
        .iter()
        .find(|kind| kind.service == parts.service && parts.resource.starts_with(kind.resource))
}

/// Whether a target can be reached here.
pub fn check(cloud: &Cloud, target: &Target, id: &str) -> Result<(), AwsError> {
    let wrong = || errors::parameter(&target.arn, "Provided Arn is not in correct format.");
    let parts = Arn::read(&target.arn).ok_or_else(wrong)?;
    let known = kind(&parts).filter(|kind| kind.is_in(cloud));
    let Some(kind) = known else {
        return Err(AwsError::not_implemented(format_args!(
            "EventBridge targets of {}",
            parts.service
        )));
    };
    if kind.needs_role && target.role.is_none() {
        return Err(errors::invalid(format!(
            "RoleArn is required for target {}.",
            target.arn
        )));
    }
    if target.partition_key.is_some() && kind.service != "kinesis" {
        return Err(errors::invalid(format!(
            "Parameter(s) KinesisParameters are not allowed for target: {id}."
        )));
    }
    if target.http != Http::default() && kind.operation != INVOKE {
        return Err(errors::invalid(format!(
            "Parameter(s) HttpParameters are not allowed for target: {id}."
        )));
    }
    let fifo = parts.service == "sqs" && parts.is_fifo();
    match fifo == target.message_group.is_some() {
        true => Ok(()),
        false if fifo => Err(errors::invalid(format!(
            "Parameter(s) SqsParameters must be specified for target: {id}."
        ))),
        false => Err(errors::invalid(format!(
            "Parameter(s) SqsParameters are not allowed for target: {id}."
        ))),
    }
}

pub fn call(from: &Place, told: &Told<'_>) -> Result<Made, Failed> {
    let missing = Failed("NO_RESOURCE", "There is no such target.");
    let parts = Arn::read(&told.target.arn);
    let Some((parts, kind)) = parts.and_then(|parts| kind(&parts).map(|kind| (parts, kind))) else {
        return Err(missing);
    };
    let mut made = Made {
        service: kind.model,
        operation: kind.operation,
        account: Some(parts.account.to_owned()),
        region: parts.region.to_owned(),
        input: (kind.make)(told, &parts),
        as_account: None,
        aside: None,
    };
    if let Some(to) = Place::of_arn(&told.target.arn) {
        to_bus(from, &to, told, &mut made)?;
    }
    Ok(made)
}

/// On to another bus: as the event that it is, or with another detail.
fn to_bus(from: &Place, to: &Place, told: &Told<'_>, made: &mut Made) -> Result<(), Failed> {
    if told.event.hops >= HOPS {
        return Err(Failed(
            "EVENT_LOOP_DETECTED",
            "An event is sent on twice at most.",
        ));
    }
    if !told.event.may_go(from, to) {
        return Err(match from.account == to.account {
            true => Failed(
                "THIRD_REGION_HOP_DETECTED",
                "An event goes no further than one Region.",
            ),
            false => Failed(
                "THIRD_ACCOUNT_HOP_DETECTED",
                "An event goes no further than one account.",
            ),
        });
    }
    let mut event = told.event.clone();
    if !told.own {
        let detail = serde_json::from_str::<Json>(&told.text)
            .ok()
            .filter(Json::is_object);
        event.detail = detail.ok_or(Failed("INVALID_JSON", "The detail is no JSON object."))?;
    }
    event.from = Some((from.account.clone(), from.region.clone()));
    event.hops += 1;
    made.account = None;
    made.as_account = Some(from.account.clone());
    made.aside = Some(json!(event));
    Ok(())
}

fn sqs(told: &Told<'_>, parts: &Arn<'_>) -> Json {
    let mut input = json!({
        "QueueUrl": parts.queue_url(),
        "MessageBody": told.text,
    });
    if let Some(group) = &told.target.message_group {
        input["MessageGroupId"] = json!(group);
    }
    if let Some(trace) = &told.event.trace {
        input["MessageSystemAttributes"] =
            json!({"AWSTraceHeader": {"DataType": "String", "StringValue": trace}});
    }
    input
}

/// The event's id is the partition key, unless the target says where another is.
fn kinesis(told: &Told<'_>, _: &Arn<'_>) -> Json {
    let path = told.target.partition_key.as_deref().and_then(Path::parse);
    let found = path.and_then(|path| path.find(told.shown));
    let key = found.map_or(told.event.id.clone(), |found| found_text(&found));
    json!({
        "StreamARN": told.target.arn,
        "Data": BASE64_STANDARD.encode(&told.text),
        "PartitionKey": key.chars().take(256).collect::<String>(),
    })
}

fn api_destination(told: &Told<'_>, _: &Arn<'_>) -> Json {
    let http = &told.target.http;
    let found = |value: &String| found_in(value, told.shown);
    let both = |(name, value): &(String, String)| (name.clone(), found(value));
    json!(invoke::Told {
        destination: told.target.arn.clone(),
        body: told.text.clone(),
        path: http.path.iter().map(found).collect(),
        headers: http.headers.iter().map(both).collect(),
        query: http.query.iter().map(both).collect(),
        ..invoke::Told::default()
    })
}

/// A value, or what lies in the event where it points to.
fn found_in(value: &str, shown: &Json) -> String {
    let path = Path::parse(value).filter(|_| value.starts_with("$."));
    match path {
        Some(path) => path
            .find(shown)
            .map(|found| found_text(&found))
            .unwrap_or_default(),
        None => value.to_owned(),
    }
}

/// As it is: nothing divides one record from the next.
fn firehose(told: &Told<'_>, parts: &Arn<'_>) -> Json {
    json!({
        "DeliveryStreamName": parts.resource.trim_start_matches("deliverystream/"),
        "Record": {"Data": BASE64_STANDARD.encode(&told.text)},
    })
}
