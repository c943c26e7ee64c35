//! Events as sources give them, and with what their bodies say.

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

/// A record of Kinesis.
pub fn of_record(record: &Json, shard: &str, arn: &str, region: &str, role: &str) -> Event {
    let number = record["SequenceNumber"].as_str().unwrap_or_default();
    let plain = json!({
        "kinesisSchemaVersion": "1.0",
        "partitionKey": record["PartitionKey"],
        "sequenceNumber": number,
        "data": record["Data"],
        "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"],
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": format!("{shard}:{number}"),
        "eventName": "aws:kinesis:record",
        "invokeIdentityArn": role,
        "awsRegion": region,
        "eventSourceARN": arn,
    });
    let data = plain["data"].as_str();
    let data = data.and_then(|data| BASE64_STANDARD.decode(data).ok());
    let data = data.and_then(|data| String::from_utf8(data).ok());
    let data = data.map(|text| parsed(&text).unwrap_or(Json::String(text)));
    with(plain, "data", data)
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
