//! Subscriptions: confirming, ending, filters.

mod common;

use common::{World, text, world};
use haneul_store::{Scope, Span, StoreError, Stored, Table};
use haneul_testkit::ACCOUNT;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

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
    assert_eq!(
        world.attribute(&topic, "SubscriptionsPending").await,
        json!("3")
    );
    let listed = world
        .ok("ListSubscriptionsByTopic", json!({ "TopicArn": topic }))
        .await;
    assert_eq!(
        listed["Subscriptions"][0]["SubscriptionArn"],
        json!("PendingConfirmation")
    );
    let confirm = |token: String| json!({ "TopicArn": topic, "Token": token });
    for who in &people[..2] {
        let answer = world
            .ok("ConfirmSubscription", confirm(token(&world, who)))
            .await;
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
        world
            .refusal("ConfirmSubscription", confirm("0".repeat(128)))
            .await,
        "InvalidParameter: Invalid parameter: Token"
    );
    let late = token(&world, "eve@example.com");
    world.seconds(2 * 86_400 + 1).await;
    assert_eq!(
        world.refusal("ConfirmSubscription", confirm(late)).await,
        "InvalidParameter: Invalid parameter: Token"
    );
    assert_eq!(
        world.attribute(&topic, "SubscriptionsPending").await,
        json!("0")
    );
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
                nobody
                    .refusal("sns", "ConfirmSubscription", confirm.clone())
                    .await,
                "AuthorizationError"
            );
            world.ok("ConfirmSubscription", confirm).await;
        } else {
            nobody
                .call("sns", "ConfirmSubscription", confirm)
                .await
                .expect("the token is enough");
        }
        let confirmed = world
            .subscription(&arn, "ConfirmationWasAuthenticated")
            .await;
        assert_eq!(confirmed, json!(guarded.to_string()));
        let end = json!({ "SubscriptionArn": arn });
        if guarded {
            assert_eq!(
                nobody.refusal("sns", "Unsubscribe", end.clone()).await,
                "AuthorizationError"
            );
            world.ok("Unsubscribe", end.clone()).await;
        } else {
            nobody
                .call("sns", "Unsubscribe", end.clone())
                .await
                .expect("the link is enough");
        }
        assert_eq!(
            world
                .refusal("GetSubscriptionAttributes", end.clone())
                .await,
            "NotFound: Subscription does not exist"
        );
        world.ok("Unsubscribe", end).await;
    }
    // What its owner ends is gone at once.
    assert_eq!(
        world.attribute(&topic, "SubscriptionsDeleted").await,
        json!("1")
    );
    // Who was put off by a stranger may come back.
    let mails = world.sent("email");
    let last = mails
        .iter()
        .find(|mail| mail.subject.contains("Unsubscribe"))
        .expect("a mail");
    assert_eq!(last.to, "ann@example.com");
    let confirm = json!({ "TopicArn": topic, "Token": token(&world, "ann@example.com") });
    world.ok("ConfirmSubscription", confirm).await;
    assert_eq!(
        world.attribute(&topic, "SubscriptionsConfirmed").await,
        json!("1")
    );
    let deleted = async || world.attribute(&topic, "SubscriptionsDeleted").await;
    assert_eq!(deleted().await, json!("0"));
    // What a stranger ended is shown for three days.
    let listed = world
        .ok("ListSubscriptionsByTopic", json!({ "TopicArn": topic }))
        .await;
    let arn = listed["Subscriptions"][0]["SubscriptionArn"].clone();
    let end = json!({ "SubscriptionArn": arn });
    nobody.call("sns", "Unsubscribe", end).await.unwrap();
    world.seconds(72 * 3_600 - 10).await;
    assert_eq!(deleted().await, json!("1"));
    world.seconds(10).await;
    assert_eq!(deleted().await, json!("0"));
}

/// Any row.
#[derive(Serialize, Deserialize)]
struct Row {}

impl Stored for Row {
    const VERSION: u32 = 1;
}

static COUNTS: Table<(u64, u8), Row> = Table::new("sns_counts");

#[tokio::test]
async fn subscriptions_are_counted_also_those_from_before_they_were() {
    let world = world().await;
    let topic = world.topic("many").await;
    let mut arns = Vec::new();
    for n in 0..60 {
        let number = format!("+1555010{n:04}");
        arns.push(world.subscribe(&topic, "sms", &number, json!({})).await);
        if n % 3 == 0 {
            let mailbox = format!("{n}@example.com");
            world.subscribe(&topic, "email", &mailbox, json!({})).await;
        }
    }
    let counts = async || {
        let mut all = Vec::new();
        for name in ["Confirmed", "Pending", "Deleted"] {
            let name = format!("Subscriptions{name}");
            all.push(
                text(&world.attribute(&topic, &name).await)
                    .parse::<u32>()
                    .unwrap(),
            );
        }
        all
    };
    assert_eq!(counts().await, [60, 20, 0]);
    let scope = Scope::new("aws", ACCOUNT, "us-east-1");
    let store = &world.cloud.cloud.store;
    let forget = async || {
        let forgotten = store.transact(|tx| {
            let keys = COUNTS.keys(tx, scope, Span::all(), 100, false)?;
            for key in &keys {
                COUNTS.delete(tx, scope, key)?;
            }
            Ok::<_, StoreError>(keys.len())
        });
        forgotten.await.unwrap()
    };
    // Who changes one counts its cell; who asks counts the others.
    assert!(forget().await > 8);
    for arn in &arns[..20] {
        world
            .ok("Unsubscribe", json!({ "SubscriptionArn": arn }))
            .await;
    }
    assert_eq!(counts().await, [40, 20, 0]);
    assert!(forget().await > 8);
    assert_eq!(counts().await, [40, 20, 0]);
    world.ok("DeleteTopic", json!({ "TopicArn": topic })).await;
    world.seconds(10).await;
    assert_eq!(forget().await, 0);
}

#[tokio::test]
async fn an_endpoint_is_subscribed_once() {
    let world = world().await;
    let topic = world.topic("news").await;
    let queue = world.queue("q").await;
    let first = world.subscribe(&topic, "sqs", &queue, json!({})).await;
    assert_eq!(
        world.subscribe(&topic, "sqs", &queue, json!({})).await,
        first
    );
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
    let made = other
        .call("sqs", "CreateQueue", json!({ "QueueName": "theirs" }))
        .await
        .unwrap();
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
    assert_eq!(
        world.subscription(&arn, "PendingConfirmation").await,
        json!("true")
    );
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
    assert_eq!(
        world.subscription(&arn, "PendingConfirmation").await,
        json!("false")
    );
}

#[tokio::test]
async fn sns_10_filters_pick_by_attributes_or_by_body() {
    let world = world().await;
    let topic = world.topic("shop").await;
    let coupons = world.queue("coupons").await;
    let dear = world.queue("dear").await;
    let all = world.queue("all").await;
    let filter = json!({ "kind": ["coupon", { "prefix": "sale" }] }).to_string();
    world
        .subscribe(&topic, "sqs", &coupons, json!({ "FilterPolicy": filter }))
        .await;
    let filter = json!({ "order": { "price": [{ "numeric": [">=", 100] }] } }).to_string();
    let attributes = json!({ "FilterPolicy": filter, "FilterPolicyScope": "MessageBody" });
    let by_body = world.subscribe(&topic, "sqs", &dear, attributes).await;
    world.subscribe(&topic, "sqs", &all, json!({})).await;
    for (kind, price) in [("coupon", 10), ("news", 500), ("sale-now", 100)] {
        let attributes = json!({ "kind": { "DataType": "String", "StringValue": kind } });
        let message = json!({ "order": { "price": price } }).to_string();
        let input =
            json!({ "TopicArn": topic, "Message": message, "MessageAttributes": attributes });
        world.ok("Publish", input).await;
    }
    world.publish(&topic, "no object").await;
    assert_eq!(world.messages(&coupons).await.len(), 2);
    assert_eq!(world.messages(&dear).await.len(), 2);
    assert_eq!(world.messages(&all).await.len(), 4);
    let set = |name: &str, value: &str| json!({ "SubscriptionArn": by_body, "AttributeName": name, "AttributeValue": value });
    world
        .ok("SetSubscriptionAttributes", set("FilterPolicy", "{}"))
        .await;
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
        let input =
            json!({ "SubscriptionArn": arn, "AttributeName": name, "AttributeValue": value });
        let refused = world.refusal("SetSubscriptionAttributes", input).await;
        assert_eq!(
            refused,
            format!("InvalidParameter: Invalid parameter: {message}")
        );
    }
}
