//! Subscriptions: confirming, ending, filters, endpoints of every protocol.

mod common;

use common::{World, text, world};
use haneul_pipeline::answer;
use haneul_testkit::ACCOUNT;
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const OTHER: &str = "444455556666";

/// The token in the last mail to somebody.
fn token(world: &World, to: &str) -> String {
    let mails = world.sent("email");
    let mail = mails.iter().rfind(|mail| mail.to == to).expect("a mail");
    let token = mail.details.iter().find(|(name, _)| name == "token");
    token.expect("a token").1.clone()
}

#[tokio::test]
async fn sns_5_s85_mail_is_sent_to_those_who_confirmed() {
    let world = world().await;
    let topic = world.topic("newsletter").await;
    let people = ["ann@example.com", "bob@example.com", "eve@example.com"];
    for who in people {
        let input = json!({ "TopicArn": topic, "Protocol": "email", "Endpoint": who });
        let answer = world.ok("Subscribe", input).await;
        assert_eq!(answer["SubscriptionArn"], json!("pending confirmation"));
    }
    assert_eq!(world.attribute(&topic, "SubscriptionsPending").await, json!("3"));
    let listed = world.ok("ListSubscriptionsByTopic", json!({ "TopicArn": topic })).await;
    assert_eq!(listed["Subscriptions"][0]["SubscriptionArn"], json!("PendingConfirmation"));
    let confirm = |token: String| json!({ "TopicArn": topic, "Token": token });
    for who in &people[..2] {
        let answer = world.ok("ConfirmSubscription", confirm(token(&world, who))).await;
        assert!(text(&answer["SubscriptionArn"]).starts_with(&topic));
    }
    let input = json!({ "TopicArn": topic, "Message": "coupon", "Subject": "For you" });
    world.ok("Publish", input).await;
    let news: Vec<_> = world
        .sent("email")
        .into_iter()
        .filter(|mail| mail.subject == "For you")
        .collect();
    let mut to: Vec<_> = news.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, people[..2]);
    assert!(news[0].body.starts_with("coupon\n"), "{}", news[0].body);
    assert!(news[0].body.contains("Action=Unsubscribe&SubscriptionArn="));
    // The third never answered.
    assert_eq!(
        world.refusal("ConfirmSubscription", confirm("0".repeat(128))).await,
        "InvalidParameter: Invalid parameter: Token"
    );
    let late = token(&world, "eve@example.com");
    world.seconds(2 * 86_400 + 1).await;
    assert_eq!(
        world.refusal("ConfirmSubscription", confirm(late)).await,
        "InvalidParameter: Invalid parameter: Token"
    );
    assert_eq!(world.attribute(&topic, "SubscriptionsPending").await, json!("0"));
}

#[tokio::test]
async fn whoever_has_the_link_may_end_a_subscription_unless_it_asks_for_credentials() {
    let world = world().await;
    let topic = world.topic("newsletter").await;
    let nobody = world.cloud.anonymous();
    for (who, guarded) in [("ann@example.com", false), ("bob@example.com", true)] {
        let arn = world.subscribe(&topic, "email", who, json!({})).await;
        let mut confirm = json!({ "TopicArn": topic, "Token": token(&world, who) });
        if guarded {
            confirm["AuthenticateOnUnsubscribe"] = json!("true");
            assert_eq!(
                nobody.refusal("sns", "ConfirmSubscription", confirm.clone()).await,
                "AuthorizationError"
            );
            world.ok("ConfirmSubscription", confirm).await;
        } else {
            nobody.call("sns", "ConfirmSubscription", confirm).await.expect("the token is enough");
        }
        let confirmed = world.subscription(&arn, "ConfirmationWasAuthenticated").await;
        assert_eq!(confirmed, json!(guarded.to_string()));
        let end = json!({ "SubscriptionArn": arn });
        if guarded {
            assert_eq!(nobody.refusal("sns", "Unsubscribe", end.clone()).await, "AuthorizationError");
            world.ok("Unsubscribe", end.clone()).await;
        } else {
            nobody.call("sns", "Unsubscribe", end.clone()).await.expect("the link is enough");
        }
        assert_eq!(
            world.refusal("GetSubscriptionAttributes", end.clone()).await,
            "NotFound: Subscription does not exist"
        );
        world.ok("Unsubscribe", end).await;
    }
    assert_eq!(world.attribute(&topic, "SubscriptionsDeleted").await, json!("2"));
    // Who was put off by a stranger may come back.
    let mails = world.sent("email");
    let last = mails.iter().find(|mail| mail.subject.contains("Unsubscribe")).expect("a mail");
    assert_eq!(last.to, "ann@example.com");
    let confirm = json!({ "TopicArn": topic, "Token": token(&world, "ann@example.com") });
    world.ok("ConfirmSubscription", confirm).await;
    assert_eq!(world.attribute(&topic, "SubscriptionsConfirmed").await, json!("1"));
}

#[tokio::test]
async fn an_endpoint_is_subscribed_once() {
    let world = world().await;
    let topic = world.topic("news").await;
    let queue = world.queue("q").await;
    let first = world.subscribe(&topic, "sqs", &queue, json!({})).await;
    assert_eq!(world.subscribe(&topic, "sqs", &queue, json!({})).await, first);
    let differs = json!({
        "TopicArn": topic, "Protocol": "sqs", "Endpoint": queue,
        "Attributes": { "RawMessageDelivery": "true" },
    });
    assert_eq!(
        world.refusal("Subscribe", differs).await,
        "InvalidParameter: Invalid parameter: Attributes Reason: Subscription already exists with \
         different attributes"
    );
    let listed = world.ok("ListSubscriptions", json!({})).await;
    assert_eq!(
        listed["Subscriptions"],
        json!([{
            "SubscriptionArn": first, "Owner": ACCOUNT, "Protocol": "sqs",
            "Endpoint": queue, "TopicArn": topic,
        }])
    );
    world.ok("DeleteTopic", json!({ "TopicArn": topic })).await;
    world.seconds(1).await;
    let listed = world.ok("ListSubscriptions", json!({})).await;
    assert_eq!(listed["Subscriptions"], json!([]));
}

#[tokio::test]
async fn a_queue_of_another_account_is_asked_first() {
    let world = world().await;
    let topic = world.topic("news").await;
    let other = world.cloud.root_of(OTHER);
    let made = other.call("sqs", "CreateQueue", json!({ "QueueName": "theirs" })).await.unwrap();
    let queue = format!("arn:aws:sqs:us-east-1:{OTHER}:theirs");
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" },
        "Action": "sqs:SendMessage", "Resource": queue,
        "Condition": { "ArnEquals": { "aws:SourceArn": topic } },
    }]});
    let attributes = json!({ "Policy": policy.to_string() });
    let set = json!({ "QueueUrl": made["QueueUrl"], "Attributes": attributes });
    other.call("sqs", "SetQueueAttributes", set).await.unwrap();
    let arn = world.subscribe(&topic, "sqs", &queue, json!({})).await;
    assert_eq!(world.subscription(&arn, "PendingConfirmation").await, json!("true"));
    world.publish(&topic, "too early").await;
    world.seconds(0).await;
    let receive = json!({ "QueueUrl": made["QueueUrl"], "MaxNumberOfMessages": 10 });
    let got = other.call("sqs", "ReceiveMessage", receive).await.unwrap();
    let messages = got["Messages"].as_array().expect("the question");
    assert_eq!(messages.len(), 1);
    let question: Json = serde_json::from_str(messages[0]["Body"].as_str().unwrap()).unwrap();
    assert_eq!(question["Type"], json!("SubscriptionConfirmation"));
    let confirm = json!({ "TopicArn": topic, "Token": question["Token"] });
    world.ok("ConfirmSubscription", confirm).await;
    assert_eq!(world.subscription(&arn, "PendingConfirmation").await, json!("false"));
}

#[tokio::test]
async fn sns_10_filters_pick_by_attributes_or_by_body() {
    let world = world().await;
    let topic = world.topic("shop").await;
    let coupons = world.queue("coupons").await;
    let dear = world.queue("dear").await;
    let all = world.queue("all").await;
    let filter = json!({ "kind": ["coupon", { "prefix": "sale" }] }).to_string();
    world.subscribe(&topic, "sqs", &coupons, json!({ "FilterPolicy": filter })).await;
    let filter = json!({ "order": { "price": [{ "numeric": [">=", 100] }] } }).to_string();
    let attributes = json!({ "FilterPolicy": filter, "FilterPolicyScope": "MessageBody" });
    let by_body = world.subscribe(&topic, "sqs", &dear, attributes).await;
    world.subscribe(&topic, "sqs", &all, json!({})).await;
    for (kind, price) in [("coupon", 10), ("news", 500), ("sale-now", 100)] {
        let attributes = json!({ "kind": { "DataType": "String", "StringValue": kind } });
        let message = json!({ "order": { "price": price } }).to_string();
        let input = json!({ "TopicArn": topic, "Message": message, "MessageAttributes": attributes });
        world.ok("Publish", input).await;
    }
    world.publish(&topic, "no object").await;
    assert_eq!(world.messages(&coupons).await.len(), 2);
    assert_eq!(world.messages(&dear).await.len(), 2);
    assert_eq!(world.messages(&all).await.len(), 4);
    let set = |name: &str, value: &str| {
        json!({ "SubscriptionArn": by_body, "AttributeName": name, "AttributeValue": value })
    };
    world.ok("SetSubscriptionAttributes", set("FilterPolicy", "{}")).await;
    world.publish(&topic, "no object").await;
    assert_eq!(world.messages(&dear).await, ["no object"]);
}

#[tokio::test]
async fn filters_that_are_none() {
    let world = world().await;
    let topic = world.topic("shop").await;
    let queue = world.queue("q").await;
    let arn = world.subscribe(&topic, "sqs", &queue, json!({})).await;
    let six = json!({"a": ["1"], "b": ["1"], "c": ["1"], "d": ["1"], "e": ["1"], "f": ["1"]});
    for (policy, message) in [
        (six, "Filter policy can not have more than 5 keys"),
        (
            json!({"a": {"b": ["c"]}}),
            "Filter policy scope MessageAttributes does not support nested filter policy",
        ),
        (json!({"a": []}), "Empty arrays are not allowed"),
        (json!({"a": "b"}), ""),
    ] {
        let input = json!({
            "SubscriptionArn": arn, "AttributeName": "FilterPolicy", "AttributeValue": policy.to_string(),
        });
        let refused = world.refusal("SetSubscriptionAttributes", input).await;
        let expected = format!("InvalidParameter: Invalid parameter: FilterPolicy: {message}");
        assert!(refused.starts_with(&expected), "{refused}");
    }
    for (name, value, message) in [
        (
            "FilterPolicyScope",
            "Body",
            "FilterPolicyScope: Invalid value [Body]. Please use either MessageBody or MessageAttributes",
        ),
        ("Colour", "red", "AttributeName"),
        (
            "RawMessageDelivery",
            "maybe",
            "RawMessageDelivery: Invalid value [maybe]. Must be true or false.",
        ),
        (
            "RedrivePolicy",
            r#"{"deadLetterTargetArn": "x", "maxReceiveCount": 1}"#,
            "RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.",
        ),
    ] {
        let input = json!({ "SubscriptionArn": arn, "AttributeName": name, "AttributeValue": value });
        let refused = world.refusal("SetSubscriptionAttributes", input).await;
        assert_eq!(refused, format!("InvalidParameter: Invalid parameter: {message}"));
    }
}

/// What an endpoint was sent: the head and the body of each post.
type Posts = Arc<Mutex<Vec<(String, String)>>>;

/// An endpoint that answers with these in turn, and then always with the last.
async fn endpoint(answers: Vec<u16>) -> (String, Posts) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let posts: Posts = Arc::default();
    let seen = posts.clone();
    tokio::spawn(async move {
        for turn in 0.. {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            let answer = answers[turn.min(answers.len() - 1)];
            let mut bytes = Vec::new();
            let (head, body) = loop {
                let mut buffer = [0; 4_096];
                let read = stream.read(&mut buffer).await.unwrap_or(0);
                bytes.extend_from_slice(&buffer[..read]);
                let so_far = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = so_far.split_once("\r\n\r\n") else { continue };
                let lower = head.to_ascii_lowercase();
                let length = lower.split("content-length: ").nth(1);
                let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
                if body.len() >= length.unwrap_or(0) || read == 0 {
                    break (lower, body.to_owned());
                }
            };
            seen.lock().expect("no panic").push((head, body));
            let text = format!("HTTP/1.1 {answer} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            _ = stream.write_all(text.as_bytes()).await;
        }
    });
    (url, posts)
}

fn taken(posts: &Posts) -> Vec<(String, String)> {
    std::mem::take(&mut posts.lock().expect("no panic"))
}

/// Subscribes and confirms.
async fn confirmed(world: &World, topic: &str, url: &str, posts: &Posts, attributes: Json) -> String {
    let arn = world.subscribe(topic, "http", url, attributes).await;
    world.seconds(0).await;
    let (head, body) = taken(posts).remove(0);
    assert!(head.contains("x-amz-sns-message-type: subscriptionconfirmation"), "{head}");
    let question: Json = serde_json::from_str(&body).expect("JSON");
    let confirm = json!({ "TopicArn": topic, "Token": question["Token"] });
    world.ok("ConfirmSubscription", confirm).await;
    arn
}

#[tokio::test]
async fn sns_4_urls_are_posted_to_once_they_confirmed() {
    let world = world().await;
    let topic = world.topic("news").await;
    let (url, posts) = endpoint(vec![200]).await;
    let arn = world.subscribe(&topic, "http", &url, json!({})).await;
    world.publish(&topic, "too early").await;
    world.ok("Unsubscribe", json!({ "SubscriptionArn": format!("{arn}0") })).await;
    world.seconds(0).await;
    let first = taken(&posts);
    assert_eq!(first.len(), 1, "only the question");
    let question: Json = serde_json::from_str(&first[0].1).expect("JSON");
    let confirm = json!({ "TopicArn": topic, "Token": question["Token"] });
    world.ok("ConfirmSubscription", confirm).await;
    let sent = world.publish(&topic, "hello").await;
    world.seconds(0).await;
    let (head, body) = taken(&posts).remove(0);
    for line in [
        "post /hook http/1.1".to_owned(),
        "x-amz-sns-message-type: notification".to_owned(),
        format!("x-amz-sns-message-id: {}", text(&sent["MessageId"])),
        format!("x-amz-sns-topic-arn: {topic}"),
        format!("x-amz-sns-subscription-arn: {arn}"),
        "content-type: text/plain; charset=utf-8".to_owned(),
        "user-agent: amazon simple notification service agent".to_owned(),
    ] {
        assert!(head.contains(&line.to_ascii_lowercase()), "{line} in {head}");
    }
    let envelope: Json = serde_json::from_str(&body).expect("JSON");
    assert_eq!(envelope["Message"], json!("hello"));
    let listed = world.sent("http");
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[1].to, url);
    assert_eq!(listed[1].details, [("outcome".to_owned(), "delivered".to_owned())]);
}

#[tokio::test]
async fn a_url_that_fails_is_tried_again_in_phases_and_then_given_up() {
    let world = world().await;
    let topic = world.topic("news").await;
    let dead = world.queue("dead").await;
    let (url, posts) = endpoint(vec![200, 503]).await;
    let retries = json!({ "healthyRetryPolicy": {
        "numRetries": 5, "numNoDelayRetries": 1, "numMinDelayRetries": 1, "numMaxDelayRetries": 1,
        "minDelayTarget": 2, "maxDelayTarget": 10, "backoffFunction": "linear",
    }});
    let attributes = json!({
        "DeliveryPolicy": retries.to_string(),
        "RedrivePolicy": json!({ "deadLetterTargetArn": dead }).to_string(),
    });
    confirmed(&world, &topic, &url, &posts, attributes).await;
    world.publish(&topic, "hello").await;
    // At once and once more; after 2; after 2 and 10 on the way up; after 10.
    for (seconds, attempts) in [(0, 2), (1, 0), (1, 1), (2, 1), (9, 0), (1, 1)] {
        world.seconds(seconds).await;
        assert_eq!(taken(&posts).len(), attempts, "after {seconds} more seconds");
    }
    assert_eq!(world.bodies(&dead).await, Vec::<String>::new());
    world.seconds(10).await;
    assert_eq!(taken(&posts).len(), 1);
    assert_eq!(world.messages(&dead).await, ["hello"]);
}

#[tokio::test]
async fn a_url_that_refuses_is_not_asked_again() {
    let world = world().await;
    let topic = world.topic("news").await;
    let (url, posts) = endpoint(vec![200, 404]).await;
    confirmed(&world, &topic, &url, &posts, json!({})).await;
    world.publish(&topic, "hello").await;
    world.seconds(600).await;
    assert_eq!(taken(&posts).len(), 1);
}

#[tokio::test]
async fn a_throttled_url_is_posted_to_no_faster_than_it_says() {
    let world = world().await;
    let topic = world.topic("news").await;
    let (url, posts) = endpoint(vec![200]).await;
    let policy = json!({ "throttlePolicy": { "maxReceivesPerSecond": 1 } });
    let attributes = json!({ "DeliveryPolicy": policy.to_string() });
    confirmed(&world, &topic, &url, &posts, attributes).await;
    world.seconds(5).await;
    for n in 0..3 {
        world.publish(&topic, &n.to_string()).await;
    }
    for _ in 0..3 {
        world.seconds(0).await;
        assert_eq!(taken(&posts).len(), 1);
        world.seconds(1).await;
    }
}

#[tokio::test]
async fn pushes_reach_devices_that_take_them() {
    let world = world().await;
    let attributes = json!({ "PlatformCredential": "secret" });
    let input = json!({ "Name": "game", "Platform": "GCM", "Attributes": attributes });
    let application = world.ok("CreatePlatformApplication", input).await;
    let application = text(&application["PlatformApplicationArn"]);
    assert_eq!(application, format!("arn:aws:sns:us-east-1:{ACCOUNT}:app/GCM/game"));
    let shown = world
        .ok("GetPlatformApplicationAttributes", json!({ "PlatformApplicationArn": application }))
        .await;
    assert_eq!(shown["Attributes"], json!({ "Enabled": "true" }));
    let device = json!({ "PlatformApplicationArn": application, "Token": "phone-1" });
    let endpoint = text(&world.ok("CreatePlatformEndpoint", device.clone()).await["EndpointArn"]);
    assert_eq!(world.ok("CreatePlatformEndpoint", device).await["EndpointArn"], json!(endpoint));
    let differs = json!({
        "PlatformApplicationArn": application, "Token": "phone-1", "CustomUserData": "x",
    });
    let refused = world.refusal("CreatePlatformEndpoint", differs).await;
    assert!(refused.contains("already exists with the same Token"), "{refused}");
    let message = json!({ "default": "all", "GCM": "for phones" }).to_string();
    let push = json!({ "TargetArn": endpoint, "Message": message, "MessageStructure": "json" });
    world.ok("Publish", push.clone()).await;
    let topic = world.topic("scores").await;
    world.subscribe(&topic, "application", &endpoint, json!({})).await;
    world.publish(&topic, "new record").await;
    let bodies: Vec<_> = world.sent("push").into_iter().map(|push| push.body).collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.contains(&"for phones".to_owned()) && bodies.contains(&"new record".to_owned()));
    let off = json!({ "EndpointArn": endpoint, "Attributes": { "Enabled": "false" } });
    world.ok("SetEndpointAttributes", off).await;
    assert_eq!(world.refusal("Publish", push).await, "EndpointDisabled: Endpoint is disabled");
    world.publish(&topic, "unseen").await;
    assert_eq!(world.sent("push").len(), 2);
    let input = json!({ "PlatformApplicationArn": application });
    let listed = world.ok("ListEndpointsByPlatformApplication", input.clone()).await;
    assert_eq!(listed["Endpoints"][0]["Attributes"]["Token"], json!("phone-1"));
    world.ok("DeletePlatformApplication", input).await;
    let listed = world.ok("ListPlatformApplications", json!({})).await;
    assert_eq!(listed["PlatformApplications"], json!([]));
}

#[tokio::test]
async fn text_messages_carry_what_was_set() {
    let world = world().await;
    let set = json!({ "attributes": { "DefaultSenderID": "SHOP", "DefaultSMSType": "Transactional" } });
    world.ok("SetSMSAttributes", set).await;
    let shown = world.ok("GetSMSAttributes", json!({ "attributes": ["DefaultSMSType"] })).await;
    assert_eq!(shown["attributes"], json!({ "DefaultSMSType": "Transactional" }));
    let number = "+15551234567";
    world.ok("Publish", json!({ "PhoneNumber": number, "Message": "your code: 42" })).await;
    let texts = world.sent("sms");
    assert_eq!((texts[0].to.as_str(), texts[0].from.as_str()), (number, "SHOP"));
    assert_eq!(texts[0].body, "your code: 42");
    world.ok("CreateSMSSandboxPhoneNumber", json!({ "PhoneNumber": number })).await;
    let code = world.sent("sms").pop().expect("a code").details[0].1.clone();
    let verify = |code: &str| json!({ "PhoneNumber": number, "OneTimePassword": code });
    let refused = world.refusal("VerifySMSSandboxPhoneNumber", verify("000000")).await;
    assert!(refused.starts_with("VerificationException"), "{refused}");
    world.ok("VerifySMSSandboxPhoneNumber", verify(&code)).await;
    let listed = world.ok("ListSMSSandboxPhoneNumbers", json!({})).await;
    assert_eq!(
        listed["PhoneNumbers"],
        json!([{ "PhoneNumber": number, "Status": "Verified" }])
    );
}

#[tokio::test]
async fn a_number_that_answers_stop_is_written_to_no_more() {
    let world = world().await;
    let topic = world.topic("news").await;
    let number = "+15551234567";
    world.subscribe(&topic, "sms", number, json!({})).await;
    world.publish(&topic, "one").await;
    let (store, now) = (&world.cloud.cloud.store, world.cloud.cloud.clock.now());
    let answered = store.transact(|tx| answer(tx, "a", number, "stop", now)).await;
    assert_eq!(answered, Ok(true));
    let to_nobody = store.transact(|tx| answer(tx, "b", "+1", "stop", now)).await;
    assert_eq!(to_nobody, Ok(false));
    world.seconds(0).await;
    world.publish(&topic, "two").await;
    assert_eq!(world.sent("sms").len(), 1);
    let input = json!({ "phoneNumber": number });
    let shown = world.ok("CheckIfPhoneNumberIsOptedOut", input.clone()).await;
    assert_eq!(shown["isOptedOut"], json!(true));
    let listed = world.ok("ListPhoneNumbersOptedOut", json!({})).await;
    assert_eq!(listed["phoneNumbers"], json!([number]));
    world.ok("OptInPhoneNumber", input).await;
    world.publish(&topic, "three").await;
    assert_eq!(world.sent("sms").len(), 2);
}

#[tokio::test]
async fn an_archive_is_given_again_to_who_asks() {
    let world = world().await;
    let topic = world.topic("orders.fifo").await;
    let set = |value: &str| {
        json!({ "TopicArn": topic, "AttributeName": "ArchivePolicy", "AttributeValue": value })
    };
    let begun = world.cloud.cloud.clock.now();
    world.ok("SetTopicAttributes", set(r#"{"MessageRetentionPeriod": "30"}"#)).await;
    let publish = |n: usize| {
        json!({
            "TopicArn": topic, "Message": n.to_string(),
            "MessageGroupId": "shop", "MessageDeduplicationId": n.to_string(),
        })
    };
    for n in 0..60 {
        world.ok("Publish", publish(n)).await;
    }
    world.seconds(600).await;
    let queue = world.queue("late.fifo").await;
    let replay = json!({ "PointType": "Timestamp", "StartingPoint": begun.to_string() }).to_string();
    let arn = world.subscribe(&topic, "sqs", &queue, json!({ "ReplayPolicy": replay })).await;
    world.ok("Publish", publish(60)).await;
    let bodies = world.bodies(&queue).await;
    let messages: Vec<usize> = bodies
        .iter()
        .map(|body| {
            let envelope: Json = serde_json::from_str(body).expect("JSON");
            text(&envelope["Message"]).parse().expect("a number")
        })
        .collect();
    assert_eq!(messages, (0..61).collect::<Vec<_>>());
    assert!(bodies[0].contains("\"Replayed\" : \"true\""));
    assert_eq!(world.subscription(&arn, "ReplayStatus").await, json!("Completed"));
    world.ok("Publish", publish(61)).await;
    assert_eq!(world.messages(&queue).await, ["61"]);
    let refused = world.refusal("DeleteTopic", json!({ "TopicArn": topic })).await;
    assert!(refused.contains("archive"), "{refused}");
    world.ok("SetTopicAttributes", set("{}")).await;
    world.ok("DeleteTopic", json!({ "TopicArn": topic })).await;
}
