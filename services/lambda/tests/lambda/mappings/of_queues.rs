//! Queues that functions read.

use super::{SHOW, body, url};
use crate::cloud::{World, running};
use serde_json::{Value as Json, json};

async fn one(code: &str, more: Json) -> World {
    let world = running().await;
    world.python("f", code, json!({})).await;
    let queue = world.queue("q", json!({})).await;
    world.map("f", &queue, more).await;
    world
}

fn gone() -> (String, String) {
    ("0".to_owned(), "0".to_owned())
}

#[tokio::test]
async fn lam_3_a_function_reads_a_queue() {
    let world = one(SHOW, json!({})).await;
    let sent = json!({"QueueUrl": url("q"), "MessageBody": "hello", "MessageAttributes": {
        "t": {"DataType": "String", "StringValue": "v"},
        "b": {"DataType": "Binary", "BinaryValue": "AQID"}}});
    let sent = world.of("sqs", "SendMessage", sent).await;
    world.seconds(2).await;
    let events = world.events("f").await;
    assert_eq!(events.len(), 1, "{events:?}");
    let record = &events[0]["Records"][0];
    let attributes = &record["attributes"];
    let expected = json!({
        "messageId": sent["MessageId"],
        "receiptHandle": record["receiptHandle"],
        "body": "hello",
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": attributes["SentTimestamp"],
            "SenderId": attributes["SenderId"],
            "ApproximateFirstReceiveTimestamp": attributes["ApproximateFirstReceiveTimestamp"],
        },
        "messageAttributes": {
            "t": {"stringValue": "v", "stringListValues": [], "binaryListValues": [],
                "dataType": "String"},
            "b": {"binaryValue": "AQID", "stringListValues": [], "binaryListValues": [],
                "dataType": "Binary"},
        },
        "md5OfBody": "5d41402abc4b2a76b9719d911017c592",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:q",
        "awsRegion": "us-east-1",
    });
    // The digest of the attributes is there, too.
    let mut shown = record.clone();
    shown
        .as_object_mut()
        .unwrap()
        .remove("md5OfMessageAttributes");
    assert_eq!(shown, expected);
    assert_eq!(world.waiting("q").await, gone());
    // Nobody is called for nothing.
    world.seconds(60).await;
    assert_eq!(world.events("f").await.len(), 1);
}

#[tokio::test]
async fn what_fails_comes_back_and_ends_where_the_queue_says() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let dead = world.queue("dead", json!({})).await;
    let redrive = json!({"deadLetterTargetArn": dead, "maxReceiveCount": 2}).to_string();
    let queue = world.queue("q", json!({"RedrivePolicy": redrive})).await;
    world.map("f", &queue, json!({})).await;
    world.say("q", "fail").await;
    world.seconds(2).await;
    assert_eq!(world.waiting("q").await, ("0".to_owned(), "1".to_owned()));
    world.seconds(40).await;
    assert_eq!(world.events("f").await.len(), 2);
    world.seconds(40).await;
    assert_eq!(world.bodies("dead").await, ["fail"]);
    assert_eq!(world.events("f").await.len(), 2);
}

#[tokio::test]
async fn a_function_says_which_messages_failed() {
    let code = "
def handler(event, context):
    print(len(event['Records']), 'came')
    return {'batchItemFailures': [
        {'itemIdentifier': r['messageId']} for r in event['Records'] if r['body'] == 'bad']}
";
    let more = json!({"FunctionResponseTypes": ["ReportBatchItemFailures"], "Enabled": false});
    let world = running().await;
    world.python("f", code, json!({})).await;
    let queue = world.queue("q", json!({})).await;
    let uuid = world.map("f", &queue, more).await;
    for body in ["good", "bad", "good"] {
        world.say("q", body).await;
    }
    let change = json!({"UUID": uuid, "Enabled": true});
    world.ok("UpdateEventSourceMapping", change).await;
    world.seconds(3).await;
    assert_eq!(world.waiting("q").await, ("0".to_owned(), "1".to_owned()));
    world.seconds(31).await;
    let log = world.log("f").await;
    let came: Vec<&String> = log.iter().filter(|line| line.ends_with("came\n")).collect();
    assert_eq!(came, ["3 came\n", "1 came\n"]);
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_a_failure_of_all() {
    let code = "
def handler(event, context):
    return {'batchItemFailures': [{'itemIdentifier': 'none of them'}]}
";
    let more = json!({"FunctionResponseTypes": ["ReportBatchItemFailures"]});
    let world = one(code, more).await;
    world.say("q", "a").await;
    world.say("q", "b").await;
    world.seconds(2).await;
    assert_eq!(world.waiting("q").await, ("0".to_owned(), "2".to_owned()));
}

#[tokio::test]
async fn what_does_not_match_is_deleted() {
    let more = json!({"FilterCriteria": {"Filters": [
        {"Pattern": "{\"body\": {\"kind\": [\"good\"]}}"}, {"Pattern": "{\"body\": [\"text\"]}"}]}});
    let world = one(SHOW, more).await;
    for body in [
        "{\"kind\": \"good\"}",
        "{\"kind\": \"bad\"}",
        "text",
        "other",
        "[1]",
    ] {
        world.say("q", body).await;
    }
    world.seconds(2).await;
    let mut seen = world.seen("f", body).await.concat();
    seen.sort();
    assert_eq!(seen, ["text", "{\"kind\": \"good\"}"]);
    assert_eq!(world.waiting("q").await, gone());
}

#[tokio::test]
async fn a_window_gathers() {
    let more = json!({"BatchSize": 20, "MaximumBatchingWindowInSeconds": 20});
    let world = one(SHOW, more).await;
    world.say("q", "0").await;
    world.seconds(15).await;
    world.say("q", "1").await;
    world.seconds(2).await;
    assert_eq!(world.waiting("q").await, ("0".to_owned(), "2".to_owned()));
    world.seconds(4).await;
    assert_eq!(world.seen("f", body).await, [["0", "1"]]);
    assert_eq!(world.waiting("q").await, gone());
    // Or as soon as there are enough.
    for n in 2..22 {
        world.say("q", &n.to_string()).await;
    }
    world.seconds(2).await;
    let seen = world.seen("f", body).await;
    assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [2, 20]);
}

#[tokio::test]
async fn a_function_without_room_loses_nothing() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let none = json!({"FunctionName": "f", "ReservedConcurrentExecutions": 0});
    world.ok("PutFunctionConcurrency", none).await;
    let queue = world.queue("q", json!({})).await;
    world.map("f", &queue, json!({})).await;
    world.say("q", "a").await;
    world.seconds(100).await;
    assert_eq!(world.waiting("q").await, ("1".to_owned(), "0".to_owned()));
    world
        .ok("DeleteFunctionConcurrency", json!({"FunctionName": "f"}))
        .await;
    world.seconds(2).await;
    let events = world.events("f").await;
    assert_eq!(
        events[0]["Records"][0]["attributes"]["ApproximateReceiveCount"],
        "1"
    );
    assert_eq!(world.waiting("q").await, gone());
}

#[tokio::test]
async fn s81_a_queue_in_order_is_read_in_order_and_waits_behind_what_fails() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let queue = world.queue("q.fifo", json!({})).await;
    world.map("f", &queue, json!({"BatchSize": 1})).await;
    for body in ["a 1", "a 2", "b 1", "a 3", "c fail", "c 2", "b 2"] {
        world.say("q.fifo", body).await;
    }
    world.seconds(5).await;
    let seen = world.seen("f", body).await.concat();
    let group = |name: &str| {
        let own = seen.iter().filter(|body| body.starts_with(name));
        own.map(String::as_str).collect::<Vec<_>>()
    };
    assert_eq!(group("a"), ["a 1", "a 2", "a 3"]);
    assert_eq!(group("b"), ["b 1", "b 2"]);
    assert_eq!(group("c"), ["c fail"]);
    let events = world.events("f").await;
    assert_eq!(
        events[0]["Records"][0]["attributes"]["MessageGroupId"],
        json!("a")
    );
}

#[tokio::test]
async fn a_mapping_that_is_disabled_does_not_read() {
    let world = one(SHOW, json!({"Enabled": false})).await;
    world.say("q", "a").await;
    world.seconds(100).await;
    assert_eq!(world.waiting("q").await, ("1".to_owned(), "0".to_owned()));
    assert!(world.events("f").await.is_empty());
}

#[tokio::test]
async fn s84_orders_are_taken_at_once_and_handled_once_in_order() {
    let world = running().await;
    world.python("stage-two", SHOW, json!({})).await;
    let queue = world.queue("orders.fifo", json!({})).await;
    let topic = json!({"Name": "orders.fifo",
        "Attributes": {"FifoTopic": "true", "ContentBasedDeduplication": "true"}});
    let topic = world.of("sns", "CreateTopic", topic).await["TopicArn"].clone();
    let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
        "Resource": queue, "Condition": {"ArnEquals": {"aws:SourceArn": topic}}}});
    let set = json!({"QueueUrl": url("orders.fifo"), "Attributes": {"Policy": policy.to_string()}});
    world.of("sqs", "SetQueueAttributes", set).await;
    let subscribe = json!({"TopicArn": topic, "Protocol": "sqs", "Endpoint": queue,
        "Attributes": {"RawMessageDelivery": "true"}});
    world.of("sns", "Subscribe", subscribe).await;
    world.map("stage-two", &queue, json!({})).await;
    let orders: Vec<String> = (0..100).map(|order| format!("order {order}")).collect();
    let mut last = String::new();
    for (at, order) in orders.iter().enumerate() {
        // Some are said again.
        for again in 0..=usize::from(at % 10 == 3) {
            let publish = json!({"TopicArn": topic, "Message": order, "MessageGroupId": "shop"});
            let said = world.of("sns", "Publish", publish).await;
            let number = said["SequenceNumber"].as_str().unwrap().to_owned();
            assert!(number > last || again == 1, "{number} after {last}");
            last = number;
        }
    }
    for _ in 0..20 {
        world.seconds(2).await;
        if world.waiting("orders.fifo").await == gone() {
            break;
        }
    }
    let seen = world.seen("stage-two", body).await;
    assert_eq!(seen.concat(), orders);
}
