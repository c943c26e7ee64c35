//! Publishing and what arrives: queues, envelopes and their signatures, order, batches.

mod common;

use common::{World, text, url, world};
use haneul_testkit::ACCOUNT;
use http_body_util::{BodyExt, Empty};
use serde_json::{Value as Json, json};
use x509_parser::pem::parse_x509_pem;

const OTHER: &str = "444455556666";

#[tokio::test]
async fn sns_1_s86_one_publish_puts_one_copy_into_every_queue() {
    let world = world().await;
    let topic = world.topic("news").await;
    let mut queues = Vec::new();
    for n in 0..3 {
        let queue = world.queue(&format!("q{n}")).await;
        world.subscribe(&topic, "sqs", &queue, json!({})).await;
        queues.push(queue);
    }
    let sent = world.publish(&topic, "hello").await;
    for queue in &queues {
        let bodies = world.bodies(queue).await;
        assert_eq!(bodies.len(), 1, "{queue}");
        let envelope: Json = serde_json::from_str(&bodies[0]).unwrap();
        assert_eq!(envelope["Type"], json!("Notification"));
        assert_eq!(envelope["Message"], json!("hello"));
        assert_eq!(envelope["MessageId"], sent["MessageId"]);
        assert_eq!(envelope["TopicArn"], json!(topic));
        assert_eq!(envelope.get("Subject"), None);
    }
    assert_eq!(
        world.attribute(&topic, "SubscriptionsConfirmed").await,
        json!("3")
    );
}

#[tokio::test]
async fn a_topic_with_very_many_subscriptions_serves_them_in_pieces() {
    let world = world().await;
    let topic = world.topic("crowd").await;
    for n in 0..250 {
        world
            .subscribe(&topic, "sms", &format!("+1555{n:07}"), json!({}))
            .await;
    }
    world.publish(&topic, "hello").await;
    // The publisher waits for the first piece only.
    assert_eq!(world.sent("sms").len(), 100);
    world.seconds(0).await;
    let mut to: Vec<String> = world.sent("sms").into_iter().map(|sms| sms.to).collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 250);
    assert_eq!(world.sent("sms").len(), 250);
    // A deleted topic takes them along.
    world.ok("DeleteTopic", json!({ "TopicArn": topic })).await;
    world.seconds(0).await;
    let listed = world.ok("ListSubscriptions", json!({})).await;
    assert_eq!(listed["Subscriptions"], json!([]));
}

#[tokio::test]
async fn sqs_15_a_queue_whose_policy_does_not_let_sns_in_gets_nothing() {
    let world = world().await;
    let topic = world.topic("news").await;
    let queue = world.shut_queue("shut").await;
    world.subscribe(&topic, "sqs", &queue, json!({})).await;
    world.publish(&topic, "lost").await;
    assert_eq!(world.bodies(&queue).await, Vec::<String>::new());
    // A refusal is final: it is not tried again.
    world.open_queue(&queue).await;
    world.seconds(3_600).await;
    assert_eq!(world.bodies(&queue).await, Vec::<String>::new());
    world.publish(&topic, "found").await;
    assert_eq!(world.messages(&queue).await, ["found"]);
    // Nor may a topic of another account use the queue through SNS.
    let other = world.cloud.root_of(OTHER);
    let made = other
        .call("sns", "CreateTopic", json!({ "Name": "deputy" }))
        .await
        .unwrap();
    let theirs = text(&made["TopicArn"]);
    let subscribe = json!({ "TopicArn": theirs, "Protocol": "sqs", "Endpoint": queue });
    let answer = other.call("sns", "Subscribe", subscribe).await.unwrap();
    assert_eq!(answer["SubscriptionArn"], json!("pending confirmation"));
    assert_eq!(world.bodies(&queue).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_delivered_goes_to_the_dead_letter_queue() {
    let world = world().await;
    let topic = world.topic("news").await;
    let (shut, dead) = (world.shut_queue("shut").await, world.queue("dead").await);
    let redrive = json!({ "deadLetterTargetArn": dead }).to_string();
    world
        .subscribe(&topic, "sqs", &shut, json!({ "RedrivePolicy": redrive }))
        .await;
    world.publish(&topic, "undeliverable").await;
    assert_eq!(world.messages(&dead).await, ["undeliverable"]);
}

/// The certificate that an envelope names, and the text that it signs.
async fn verified(world: &World, envelope: &Json) -> bool {
    let url = text(&envelope["SigningCertURL"]);
    let path = url
        .strip_prefix("http://localhost:4566")
        .expect("the cloud's own");
    let pem = get(world, path).await;
    let (_, pem) = parse_x509_pem(pem.as_bytes()).expect("a certificate");
    let certificate = pem.parse_x509().expect("a certificate");
    let names = [
        "Message",
        "MessageId",
        "Subject",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type",
    ];
    let mut signed = String::new();
    for name in names {
        if let Some(value) = envelope[name].as_str() {
            signed += &format!("{name}\n{value}\n");
        }
    }
    let signature = base64::Engine::decode(
        &base64::prelude::BASE64_STANDARD,
        text(&envelope["Signature"]),
    );
    let algorithm: &dyn ring::signature::VerificationAlgorithm =
        match envelope["SignatureVersion"].as_str() {
            Some("1") => &ring::signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            _ => &ring::signature::RSA_PKCS1_2048_8192_SHA256,
        };
    let key = certificate.public_key().subject_public_key.data.to_vec();
    let key = ring::signature::UnparsedPublicKey::new(algorithm, key);
    key.verify(signed.as_bytes(), &signature.expect("base 64"))
        .is_ok()
}

/// What the cloud answers a browser.
async fn get(world: &World, path: &str) -> String {
    let request = haneul_pipeline::Request {
        method: http::Method::GET,
        path: path.to_owned(),
        query: String::new(),
        headers: http::HeaderMap::new(),
        authority: None,
        body: Empty::new().map_err(|never| match never {}).boxed(),
        peer: None,
        door: haneul_pipeline::Door::default(),
    };
    let answer = haneul_pipeline::handle(&world.cloud.cloud, request).await;
    assert_eq!(answer.status, 200, "{path}");
    match answer.body {
        haneul_pipeline::ReplyBody::Full(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        _ => panic!("a stream"),
    }
}

#[tokio::test]
async fn signatures_of_both_versions_are_good() {
    let world = world().await;
    let topic = world.topic("news").await;
    let queue = world.queue("q").await;
    world.subscribe(&topic, "sqs", &queue, json!({})).await;
    for version in ["1", "2"] {
        let set = json!({ "TopicArn": topic, "AttributeName": "SignatureVersion", "AttributeValue": version });
        world.ok("SetTopicAttributes", set).await;
        let input =
            json!({ "TopicArn": topic, "Message": "line one\nline two", "Subject": "About" });
        world.ok("Publish", input).await;
        let body = world.bodies(&queue).await.remove(0);
        let mut envelope: Json = serde_json::from_str(&body).unwrap();
        assert_eq!(envelope["SignatureVersion"], json!(version));
        assert!(verified(&world, &envelope).await, "version {version}");
        envelope["Message"] = json!("forged");
        assert!(!verified(&world, &envelope).await, "version {version}");
    }
}

#[tokio::test]
async fn raw_messages_come_as_they_are_with_their_attributes_beside() {
    let world = world().await;
    let topic = world.topic("news").await;
    let (raw, wrapped) = (world.queue("raw").await, world.queue("wrapped").await);
    world
        .subscribe(&topic, "sqs", &raw, json!({ "RawMessageDelivery": "true" }))
        .await;
    world.subscribe(&topic, "sqs", &wrapped, json!({})).await;
    let attributes = json!({
        "kind": { "DataType": "String", "StringValue": "coupon" },
        "price": { "DataType": "Number", "StringValue": "9.5" },
    });
    let input = json!({ "TopicArn": topic, "Message": "hello", "MessageAttributes": attributes });
    world.ok("Publish", input).await;
    world.seconds(0).await;
    let receive = json!({ "QueueUrl": url(&raw), "MessageAttributeNames": ["All"] });
    let got = world.sqs("ReceiveMessage", receive).await;
    assert_eq!(got["Messages"][0]["Body"], json!("hello"));
    assert_eq!(
        got["Messages"][0]["MessageAttributes"]["kind"]["StringValue"],
        json!("coupon")
    );
    let body = world.bodies(&wrapped).await.remove(0);
    let envelope: Json = serde_json::from_str(&body).unwrap();
    assert_eq!(
        envelope["MessageAttributes"],
        json!({
            "kind": { "Type": "String", "Value": "coupon" },
            "price": { "Type": "Number", "Value": "9.5" },
        })
    );
}

#[tokio::test]
async fn each_protocol_has_its_own_text() {
    let world = world().await;
    let topic = world.topic("news").await;
    let queue = world.queue("q").await;
    world.subscribe(&topic, "sqs", &queue, json!({})).await;
    world
        .subscribe(&topic, "sms", "+15551234567", json!({}))
        .await;
    let message = json!({ "default": "for all", "sms": "short" }).to_string();
    let input = json!({ "TopicArn": topic, "Message": message, "MessageStructure": "json" });
    world.ok("Publish", input).await;
    assert_eq!(world.messages(&queue).await, ["for all"]);
    assert_eq!(world.sent("sms")[0].body, "short");
    for (message, why) in [
        ("{", "Message Structure - JSON message body failed to parse"),
        (
            r#"{"sms": "x"}"#,
            "Message Structure - No default entry in JSON message body",
        ),
    ] {
        let input = json!({ "TopicArn": topic, "Message": message, "MessageStructure": "json" });
        let refused = world.refusal("Publish", input).await;
        assert_eq!(
            refused,
            format!("InvalidParameter: Invalid parameter: {why}")
        );
    }
}

#[tokio::test]
async fn what_may_not_be_published() {
    let world = world().await;
    let topic = world.topic("news").await;
    let with = |name: &str, value: Json| {
        let mut input = json!({ "TopicArn": topic, "Message": "x" });
        input[name] = value;
        input
    };
    let long = "x".repeat(262_145);
    for (input, refusal) in [
        (
            with("Message", json!("")),
            "InvalidParameter: Invalid parameter: Empty message",
        ),
        (
            with("Message", json!(long)),
            "InvalidParameter: Invalid parameter: Message too long",
        ),
        (
            with("Subject", json!("a\nb")),
            "InvalidParameter: Invalid parameter: Subject",
        ),
        (
            with("Subject", json!("s".repeat(101))),
            "InvalidParameter: Invalid parameter: Subject",
        ),
        (
            with("MessageStructure", json!("xml")),
            "InvalidParameter: Invalid parameter: MessageStructure",
        ),
        (
            json!({ "Message": "x" }),
            "InvalidParameter: Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
        ),
        (
            json!({ "Message": "x", "PhoneNumber": "12" }),
            "InvalidParameter: Invalid parameter: PhoneNumber Reason: 12 is not valid to publish to",
        ),
        (
            with(
                "MessageAttributes",
                json!({ "a": { "DataType": "Date", "StringValue": "x" } }),
            ),
            "ParameterValueInvalid: The message attribute 'a' has an invalid message attribute type, \
             the set of supported type prefixes is Binary, Number, and String.",
        ),
        (
            with("MessageDeduplicationId", json!("d")),
            "InvalidParameter: Invalid parameter: MessageDeduplicationId Reason: The request includes \
             MessageDeduplicationId parameter that is not valid for this topic type",
        ),
    ] {
        assert_eq!(world.refusal("Publish", input).await, refusal);
    }
}

#[tokio::test]
async fn of_a_batch_each_entry_fares_for_itself() {
    let world = world().await;
    let topic = world.topic("news").await;
    let queue = world.queue("q").await;
    world.subscribe(&topic, "sqs", &queue, json!({})).await;
    let batch = |entries: Json| json!({ "TopicArn": topic, "PublishBatchRequestEntries": entries });
    let entries = json!([
        { "Id": "good", "Message": "one" },
        { "Id": "bad", "Message": "" },
        { "Id": "fine", "Message": "two" },
    ]);
    let answer = world.ok("PublishBatch", batch(entries)).await;
    assert_eq!(answer["Successful"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        answer["Failed"],
        json!([{ "Id": "bad", "Code": "InvalidParameter", "Message": "Invalid parameter: Empty message", "SenderFault": true }])
    );
    let mut got = world.messages(&queue).await;
    got.sort();
    assert_eq!(got, ["one", "two"]);
    let eleven: Vec<Json> = (0..11)
        .map(|n| json!({ "Id": n.to_string(), "Message": "x" }))
        .collect();
    let half = "x".repeat(140_000);
    for (entries, code) in [
        (json!([]), "EmptyBatchRequest"),
        (json!(eleven), "TooManyEntriesInBatchRequest"),
        (
            json!([{ "Id": "a", "Message": "x" }, { "Id": "a", "Message": "x" }]),
            "BatchEntryIdsNotDistinct",
        ),
        (
            json!([{ "Id": "a b", "Message": "x" }]),
            "InvalidBatchEntryId",
        ),
        (
            json!([{ "Id": "a", "Message": half }, { "Id": "b", "Message": half }]),
            "BatchRequestTooLong",
        ),
    ] {
        let refused = world.refusal("PublishBatch", batch(entries)).await;
        assert!(refused.starts_with(code), "{refused}");
    }
}

#[tokio::test]
async fn sns_7_s84_s86_a_fifo_topic_fills_fifo_queues_in_order_and_once() {
    let world = world().await;
    let topic = world.topic("orders.fifo").await;
    let queues = [world.queue("one.fifo").await, world.queue("two.fifo").await];
    for queue in &queues {
        world
            .subscribe(
                &topic,
                "sqs",
                queue,
                json!({ "RawMessageDelivery": "true" }),
            )
            .await;
    }
    let publish = |n: usize| {
        json!({
            "TopicArn": topic,
            "Message": n.to_string(),
            "MessageGroupId": "shop",
            "MessageDeduplicationId": format!("order-{n}"),
        })
    };
    let mut last = String::new();
    for n in 0..50 {
        let sent = world.ok("Publish", publish(n)).await;
        let sequence = text(&sent["SequenceNumber"]);
        assert!(sequence > last, "{sequence} after {last}");
        last = sequence;
        if n % 10 == 0 {
            assert_eq!(world.ok("Publish", publish(n)).await, sent);
        }
    }
    let expected: Vec<String> = (0..50).map(|n| n.to_string()).collect();
    for queue in &queues {
        assert_eq!(world.bodies(queue).await, expected, "{queue}");
    }
    // Five minutes later the same is another message.
    world.seconds(301).await;
    world.ok("Publish", publish(7)).await;
    assert_eq!(world.bodies(&queues[0]).await, ["7"]);
}

#[tokio::test]
async fn sns_7_a_group_keeps_its_order_while_its_queue_fails() {
    let world = world().await;
    let topic = world.topic("orders.fifo").await;
    let queue = world.queue("q.fifo").await;
    world
        .subscribe(
            &topic,
            "sqs",
            &queue,
            json!({ "RawMessageDelivery": "true" }),
        )
        .await;
    for (n, group) in [(1, "a"), (2, "b"), (3, "a"), (4, "b"), (5, "a")] {
        let input = json!({
            "TopicArn": topic,
            "Message": format!("{group}{n}"),
            "MessageGroupId": group,
            "MessageDeduplicationId": n.to_string(),
        });
        world.ok("Publish", input).await;
    }
    let got = world.bodies(&queue).await;
    let of = |group: &str| -> Vec<&String> {
        got.iter().filter(|body| body.starts_with(group)).collect()
    };
    assert_eq!(of("a"), ["a1", "a3", "a5"]);
    assert_eq!(of("b"), ["b2", "b4"]);
}

#[tokio::test]
async fn what_fifo_topics_ask_for() {
    let world = world().await;
    let topic = world.topic("orders.fifo").await;
    let input = json!({ "TopicArn": topic, "Message": "x" });
    assert_eq!(
        world.refusal("Publish", input).await,
        "InvalidParameter: Invalid parameter: The MessageGroupId parameter is required for FIFO topics"
    );
    let input = json!({ "TopicArn": topic, "Message": "x", "MessageGroupId": "g" });
    assert_eq!(
        world.refusal("Publish", input.clone()).await,
        "InvalidParameter: Invalid parameter: The topic should either have ContentBasedDeduplication \
         enabled or MessageDeduplicationId provided explicitly"
    );
    let set = json!({ "TopicArn": topic, "AttributeName": "ContentBasedDeduplication", "AttributeValue": "true" });
    world.ok("SetTopicAttributes", set).await;
    let first = world.ok("Publish", input.clone()).await;
    assert_eq!(world.ok("Publish", input).await, first);
    let elsewhere = json!({ "TopicArn": topic, "Message": "x", "MessageGroupId": "h" });
    assert_eq!(world.ok("Publish", elsewhere.clone()).await, first);
    let set = json!({ "TopicArn": topic, "AttributeName": "FifoThroughputScope", "AttributeValue": "MessageGroup" });
    world.ok("SetTopicAttributes", set).await;
    assert_ne!(world.ok("Publish", elsewhere).await, first);
}

#[tokio::test]
async fn sns_8_what_may_not_subscribe() {
    let world = world().await;
    let (standard, fifo) = (world.topic("news").await, world.topic("orders.fifo").await);
    let queue = format!("arn:aws:sqs:us-east-1:{ACCOUNT}:orders.fifo");
    let subscribe = |topic: &str, protocol: &str, endpoint: &str| json!({ "TopicArn": topic, "Protocol": protocol, "Endpoint": endpoint });
    for (input, refusal) in [
        (
            subscribe(&standard, "sqs", &queue),
            "InvalidParameter: Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues \
             can not be subscribed to standard SNS topics",
        ),
        (
            subscribe(&fifo, "email", "a@example.com"),
            "InvalidParameter: Invalid parameter: Invalid protocol type: email",
        ),
        (
            subscribe(&standard, "pigeon", "home"),
            "InvalidParameter: Invalid parameter: Amazon SNS does not support this protocol string: pigeon",
        ),
        (
            subscribe(&standard, "email", "nobody"),
            "InvalidParameter: Invalid parameter: Email address",
        ),
        (
            subscribe(&standard, "sqs", "jobs"),
            "InvalidParameter: Invalid parameter: SQS endpoint ARN",
        ),
        (
            subscribe(&standard, "http", "https://example.com"),
            "InvalidParameter: Invalid parameter: Endpoint must match the specified protocol",
        ),
        (
            subscribe(
                &standard,
                "lambda",
                "arn:aws:lambda:us-east-1:111122223333:function:f",
            ),
            "NotImplemented: Haneul does not implement SNS subscriptions of Lambda functions yet.",
        ),
    ] {
        assert_eq!(world.refusal("Subscribe", input).await, refusal);
    }
    // A standard queue may follow a FIFO topic.
    let plain = world.queue("plain").await;
    world.subscribe(&fifo, "sqs", &plain, json!({})).await;
    let input = json!({ "TopicArn": fifo, "Message": "x", "MessageGroupId": "g", "MessageDeduplicationId": "1" });
    world.ok("Publish", input).await;
    assert_eq!(world.messages(&plain).await, ["x"]);
}
