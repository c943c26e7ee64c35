//! Events as sources give them, and with what their bodies say.

use crate::page::number;
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value as Json, json};

#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// As it goes to a target that nobody said anything else about.
    pub plain: Json,
    /// The same with its body decoded: what filters and templates see.
    pub read: Json,
}

impl Event {
    /// By which functions name it; one that came out of an enrichment may have none.
    pub fn id(&self) -> Option<&str> {
        let id = self.plain["messageId"].as_str();
        id.or(self.plain["eventID"].as_str())
    }
}

/// A message of SQS.
pub fn of_message(message: &Json, arn: &str, region: &str) -> Event {
    let empty = || json!({});
    let attributes = message["MessageAttributes"].as_object();
    let attributes: Map<String, Json> = attributes
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect();
    let attribute = |name: &str| message.get(name).cloned();
    let plain = json!({
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": attribute("Attributes").unwrap_or_else(empty),
        "messageAttributes": attributes,
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": region,
    });
    let body = plain["body"].as_str().and_then(parsed);
    with(plain, "body", body)
}

fn attribute(value: &Json) -> Json {
    let mut shown = json!({
        "stringListValues": [], "binaryListValues": [], "dataType": value["DataType"],
    });
    for (own, theirs) in [
        ("stringValue", "StringValue"),
        ("binaryValue", "BinaryValue"),
    ] {
        if let Some(value) = value.get(theirs).filter(|value| !value.is_null()) {
            shown[own] = value.clone();
        }
    }
    shown
}

/// Where a record of Kinesis lies, and as whom it was read.
pub struct Origin<'a> {
    pub shard: &'a str,
    pub arn: &'a str,
    pub region: &'a str,
    pub role: &'a str,
}

/// A record of Kinesis, as Pipes show it: all in one.
pub fn of_record(record: &Json, from: &Origin<'_>) -> Event {
    let mut plain = about(record, from);
    for (name, value) in content(record) {
        plain[name] = value;
    }
    let data = data_of(record);
    with(plain, "data", data)
}

/// The same as functions get it: its content apart from where it comes from.
pub fn of_record_apart(record: &Json, from: &Origin<'_>) -> Event {
    let mut plain = about(record, from);
    plain["kinesis"] = Json::Object(content(record));
    let mut read = plain.clone();
    // Filters speak of the data beside the rest.
    let mut beside = content(record);
    if let Some(data) = data_of(record) {
        beside.insert("data".to_owned(), data);
    }
    if let Some(read) = read.as_object_mut() {
        read.extend(beside);
    }
    Event { plain, read }
}

fn content(record: &Json) -> Map<String, Json> {
    let pairs = [
        ("kinesisSchemaVersion", Json::from("1.0")),
        ("partitionKey", record["PartitionKey"].clone()),
        ("sequenceNumber", Json::from(number(record))),
        ("data", record["Data"].clone()),
        (
            "approximateArrivalTimestamp",
            record["ApproximateArrivalTimestamp"].clone(),
        ),
    ];
    let pairs = pairs.into_iter();
    pairs
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn about(record: &Json, from: &Origin<'_>) -> Json {
    json!({
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("{}:{}", from.shard, number(record)),
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": from.role,
        "awsRegion": from.region,
        "eventSourceARN": from.arn,
    })
}

fn data_of(record: &Json) -> Option<Json> {
    let data = BASE64_STANDARD.decode(record["Data"].as_str()?).ok()?;
    let text = String::from_utf8(data).ok()?;
    Some(parsed(&text).unwrap_or(Json::String(text)))
}

/// A change of an item of a table.
pub fn of_change(record: &Json, arn: &str) -> Event {
    let mut plain = json!({
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": record["eventVersion"],
        "eventSource": record["eventSource"],
        "awsRegion": record["awsRegion"],
        "dynamodb": record["dynamodb"],
        "eventSourceARN": arn,
    });
    if let Some(identity) = record
        .get("userIdentity")
        .filter(|identity| !identity.is_null())
    {
        plain["userIdentity"] = json!({
            "principalId": identity["PrincipalId"],
            "type": identity["Type"],
        });
    }
    Event {
        read: plain.clone(),
        plain,
    }
}

fn with(plain: Json, name: &str, body: Option<Json>) -> Event {
    let mut read = plain.clone();
    if let Some(body) = body {
        read[name] = body;
    }
    Event { plain, read }
}

/// Objects and lists; anything else is a text.
fn parsed(text: &str) -> Option<Json> {
    let read: Json = serde_json::from_str(text).ok()?;
    (read.is_object() || read.is_array()).then_some(read)
}
