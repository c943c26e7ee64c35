//! Sending: contents, attributes, sums, batches.

mod common;

use common::{text, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn sqs_3_a_send_answers_with_id_and_md5() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let sent = queue.send("hello").await;
    assert_eq!(
        sent["MD5OfMessageBody"],
        json!("5d41402abc4b2a76b9719d911017c592")
    );
    assert_eq!(text(&sent["MessageId"]).len(), 36);
    assert_eq!(sent.get("MD5OfMessageAttributes"), None);
    assert_eq!(sent.get("SequenceNumber"), None);
    let got = queue.one().await;
    assert_eq!(got["MessageId"], sent["MessageId"]);
    assert_eq!(got["MD5OfBody"], sent["MD5OfMessageBody"]);
    assert_eq!(got["Body"], json!("hello"));
}

#[tokio::test]
async fn the_md5_of_attributes_is_awss() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    // Sums that AWS's own SDKs compute for these attributes.
    let input = json!({
        "MessageBody": "hello",
        "MessageAttributes": {
            "timestamp": { "StringValue": "1493147359900", "DataType": "Number" },
        },
        "MessageSystemAttributes": {
            "AWSTraceHeader": { "StringValue": "Root=1-5-a", "DataType": "String" },
        },
    });
    let sent = queue.ok("SendMessage", input).await;
    assert_eq!(
        sent["MD5OfMessageAttributes"],
        json!("235c5c510d26fb653d073faed50ae77c")
    );
    assert_eq!(text(&sent["MD5OfMessageSystemAttributes"]).len(), 32);
    let ask = json!({ "MessageSystemAttributeNames": ["AWSTraceHeader"], "MessageAttributeNames": ["All"] });
    let got = queue.receive(ask).await.remove(0);
    assert_eq!(
        got["MD5OfMessageAttributes"],
        sent["MD5OfMessageAttributes"]
    );
    assert_eq!(got["Attributes"], json!({ "AWSTraceHeader": "Root=1-5-a" }));
}

#[tokio::test]
async fn sqs_19_a_body_of_the_limit_is_taken_and_one_byte_more_refused() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let body = "x".repeat(1_048_576);
    queue.send(&body).await;
    let got = queue.one().await;
    assert_eq!(text(&got["Body"]).len(), body.len());
    queue.delete(&got).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
    let long = json!({ "MessageBody": body + "x" });
    assert_eq!(
        queue.refusal("SendMessage", long).await,
        "InvalidParameterValue: One or more parameters are invalid. Reason: Message must be \
         shorter than 1048576 bytes."
    );
    let small = world
        .queue("small", json!({ "MaximumMessageSize": "1024" }))
        .await;
    let attributes = json!({ "abcd": { "DataType": "String", "StringValue": "v".repeat(14) } });
    let fits = json!({ "MessageBody": "x".repeat(1_000), "MessageAttributes": attributes });
    small.ok("SendMessage", fits).await;
    let over = json!({ "MessageBody": "x".repeat(1_001), "MessageAttributes": attributes });
    assert!(
        small
            .refusal("SendMessage", over)
            .await
            .contains("shorter than 1024 bytes")
    );
}

#[tokio::test]
async fn what_cannot_be_sent() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let attribute = |name: &str, value: Json| json!({ "MessageBody": "x", "MessageAttributes": { name: value } });
    let string = json!({ "DataType": "String", "StringValue": "v" });
    let eleven: serde_json::Map<_, _> =
        (0..11).map(|n| (format!("a{n}"), string.clone())).collect();
    for (input, expected) in [
        (
            json!({}),
            "MissingParameter: The request must contain the parameter MessageBody.",
        ),
        (
            json!({ "MessageBody": "" }),
            "MissingParameter: The request must contain the parameter MessageBody.",
        ),
        (
            json!({ "MessageBody": "a\u{0}b" }),
            "InvalidMessageContents: Invalid characters found.",
        ),
        (
            json!({ "MessageBody": "a\u{ffff}b" }),
            "InvalidMessageContents: Invalid characters found.",
        ),
        (
            json!({ "MessageBody": "x", "DelaySeconds": 901 }),
            "InvalidParameterValue: Value 901 for parameter DelaySeconds is invalid. Reason: \
             DelaySeconds must be >= 0 and <= 900.",
        ),
        (
            json!({ "MessageBody": "x", "MessageDeduplicationId": "d" }),
            "InvalidParameterValue: Value d for parameter MessageDeduplicationId is invalid. \
             Reason: The request include parameter that is not valid for this queue type.",
        ),
        (
            json!({ "MessageBody": "x", "MessageAttributes": eleven }),
            "InvalidParameterValue: Number of message attributes [11] exceeds the allowed maximum",
        ),
        (
            attribute("AWS.x", string.clone()),
            "InvalidParameterValue: The message attribute name",
        ),
        (
            attribute("a..b", string.clone()),
            "InvalidParameterValue: The message attribute name",
        ),
        (
            attribute("a b", string.clone()),
            "InvalidParameterValue: The message attribute name",
        ),
        (
            attribute("a", json!({ "DataType": "Colour", "StringValue": "v" })),
            "InvalidParameterValue: The message attribute 'a' has an invalid message attribute \
             type, the set of supported type prefixes is Binary, Number, and String.",
        ),
        (
            attribute("a", json!({ "DataType": "String", "StringValue": "" })),
            "InvalidParameterValue: The message attribute 'a' must contain non-empty message \
             attribute value for message attribute type 'String'.",
        ),
        (
            attribute("a", json!({ "DataType": "Number", "StringValue": "many" })),
            "InvalidParameterValue: Can't cast the value of message (user) attribute 'a' to a number.",
        ),
        (
            attribute("a", json!({ "StringValue": "v" })),
            "MissingParameter: The request must contain the parameter DataType.",
        ),
        (
            json!({ "MessageBody": "x", "MessageSystemAttributes": { "Other": string } }),
            "InvalidParameterValue: Message system attribute name 'Other' is invalid.",
        ),
    ] {
        let refused = queue.refusal("SendMessage", input.clone()).await;
        assert!(refused.starts_with(expected), "{input}: {refused}");
    }
    assert_eq!(queue.counts().await, (0, 0, 0));
    queue
        .send("tab\t line\n \r \u{d7ff} \u{e000} \u{fffd} \u{10ffff}")
        .await;
    let grouped = json!({ "MessageBody": "fair", "MessageGroupId": "tenant" });
    queue.ok("SendMessage", grouped).await;
}

#[tokio::test]
async fn attributes_are_shown_when_asked_for() {
    let world = world().await;
    let queue = world
        .queue("jobs", json!({ "VisibilityTimeout": "0" }))
        .await;
    let string = |value: &str| json!({ "DataType": "String", "StringValue": value });
    let input = json!({
        "MessageBody": "x",
        "MessageAttributes": {
            "city.name": string("Seoul"),
            "city.size": { "DataType": "Number.int", "StringValue": "9" },
            "raw": { "DataType": "Binary", "BinaryValue": "AP8=" },
        },
    });
    queue.ok("SendMessage", input).await;
    let shown = async |asked: Json| -> Vec<String> {
        let got = queue
            .receive(json!({ "MessageAttributeNames": asked }))
            .await;
        let attributes = got[0]["MessageAttributes"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        attributes.keys().cloned().collect()
    };
    let all = ["city.name", "city.size", "raw"];
    assert_eq!(shown(json!(["All"])).await, all);
    assert_eq!(shown(json!([".*"])).await, all);
    assert_eq!(shown(json!(["city.*"])).await, all[..2]);
    assert_eq!(shown(json!(["raw", "none"])).await, all[2..]);
    assert!(shown(json!([])).await.is_empty());
    let got = queue
        .receive(json!({ "MessageAttributeNames": ["raw"] }))
        .await;
    assert_eq!(
        got[0]["MessageAttributes"]["raw"]["BinaryValue"],
        json!("AP8=")
    );
    let system = queue.receive(json!({ "AttributeNames": ["All"] })).await;
    let names: Vec<_> = system[0]["Attributes"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(
        names,
        [
            "SenderId",
            "ApproximateFirstReceiveTimestamp",
            "ApproximateReceiveCount",
            "SentTimestamp"
        ]
    );
    assert_eq!(
        queue
            .refusal("ReceiveMessage", json!({ "AttributeNames": ["Colour"] }))
            .await,
        "InvalidAttributeName: Unknown Attribute Colour."
    );
}

#[tokio::test]
async fn batches_take_each_entry_on_its_own() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let entries = json!([
        { "Id": "good", "MessageBody": "one" },
        { "Id": "bad", "MessageBody": "two", "DelaySeconds": -1 },
        { "Id": "late", "MessageBody": "three", "DelaySeconds": 10 },
    ]);
    let sent = queue
        .ok("SendMessageBatch", json!({ "Entries": entries }))
        .await;
    let ids: Vec<_> = sent["Successful"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| text(&e["Id"]))
        .collect();
    assert_eq!(ids, ["good", "late"]);
    assert_eq!(
        sent["Failed"],
        json!([{
            "Id": "bad",
            "SenderFault": true,
            "Code": "InvalidParameterValue",
            "Message": "Value -1 for parameter DelaySeconds is invalid. Reason: DelaySeconds must \
                        be >= 0 and <= 900.",
        }])
    );
    assert_eq!(queue.counts().await, (1, 0, 1));
    let got = queue.one().await;
    let entries = json!([
        { "Id": "a", "ReceiptHandle": got["ReceiptHandle"] },
        { "Id": "b", "ReceiptHandle": "nonsense" },
    ]);
    let deleted = queue
        .ok("DeleteMessageBatch", json!({ "Entries": entries }))
        .await;
    assert_eq!(deleted["Successful"], json!([{ "Id": "a" }]));
    assert_eq!(
        deleted["Failed"][0]["Code"],
        json!("ReceiptHandleIsInvalid")
    );
    assert_eq!(queue.counts().await, (0, 0, 1));
}

#[tokio::test]
async fn batches_that_are_refused_as_a_whole() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    let entry = |id: &str, length: usize| json!({ "Id": id, "MessageBody": "x".repeat(length) });
    let eleven: Vec<_> = (0..11).map(|n| entry(&n.to_string(), 1)).collect();
    for (entries, expected) in [
        (
            json!([]),
            "EmptyBatchRequest: There should be at least one SendMessageBatchRequestEntry in the \
             request.",
        ),
        (
            json!(eleven),
            "TooManyEntriesInBatchRequest: Maximum number of entries per request are 10. You have \
             sent 11.",
        ),
        (
            json!([entry("a", 1), entry("a", 1)]),
            "BatchEntryIdsNotDistinct: Id a repeated.",
        ),
        (
            json!([entry("a b", 1)]),
            "InvalidBatchEntryId: A batch entry id can only contain alphanumeric characters, \
             hyphens and underscores. It can be at most 80 letters long.",
        ),
        (
            json!([entry("a", 1_048_576), entry("b", 1)]),
            "BatchRequestTooLong: Batch requests cannot be longer than 1048576 bytes. You have \
             sent 1048577 bytes.",
        ),
    ] {
        let refused = queue
            .refusal("SendMessageBatch", json!({ "Entries": entries }))
            .await;
        assert_eq!(refused, expected);
    }
    for operation in ["DeleteMessageBatch", "ChangeMessageVisibilityBatch"] {
        assert_eq!(
            queue.refusal(operation, json!({ "Entries": [] })).await,
            format!(
                "EmptyBatchRequest: There should be at least one {operation}RequestEntry in the \
                 request."
            )
        );
    }
    assert_eq!(queue.counts().await, (0, 0, 0));
}
