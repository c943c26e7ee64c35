//! Topics: making, finding, attributes, permissions, tags, refusals in AWS's words.

mod common;

use common::world;
use haneul_testkit::ACCOUNT;
use serde_json::{Value as Json, json};

const OTHER: &str = "444455556666";

#[tokio::test]
async fn a_topic_is_made_once() {
    let world = world().await;
    let arn = world.topic("news").await;
    assert_eq!(arn, format!("arn:aws:sns:us-east-1:{ACCOUNT}:news"));
    assert_eq!(world.topic("news").await, arn);
    let differs = json!({ "Name": "news", "Attributes": { "DisplayName": "News" } });
    assert_eq!(
        world.refusal("CreateTopic", differs).await,
        "InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with \
         different attributes"
    );
    let tagged = json!({ "Name": "news", "Tags": [{ "Key": "a", "Value": "b" }] });
    assert_eq!(
        world.refusal("CreateTopic", tagged).await,
        "InvalidParameter: Invalid parameter: Tags Reason: Topic already exists with different tags"
    );
    let listed = world.ok("ListTopics", json!({})).await;
    assert_eq!(listed["Topics"], json!([{ "TopicArn": arn }]));
    world.ok("DeleteTopic", json!({ "TopicArn": arn })).await;
    world.ok("DeleteTopic", json!({ "TopicArn": arn })).await;
    assert_eq!(
        world
            .refusal("GetTopicAttributes", json!({ "TopicArn": arn }))
            .await,
        "NotFound: Topic does not exist"
    );
}

#[tokio::test]
async fn names_and_kinds_must_agree() {
    let world = world().await;
    for (name, attributes) in [
        ("no spaces", json!({})),
        ("", json!({})),
        ("orders.fifo", json!({})),
        ("orders.fifo", json!({ "FifoTopic": "false" })),
    ] {
        let input = json!({ "Name": name, "Attributes": attributes });
        let refused = world.refusal("CreateTopic", input).await;
        assert_eq!(
            refused, "InvalidParameter: Invalid parameter: Topic Name",
            "{name}"
        );
    }
    let input = json!({ "Name": "orders", "Attributes": { "FifoTopic": "true" } });
    let refused = world.refusal("CreateTopic", input).await;
    assert!(refused.contains("must end with .fifo"), "{refused}");
    let fifo = world.topic("orders.fifo").await;
    assert_eq!(world.attribute(&fifo, "FifoTopic").await, json!("true"));
    assert_eq!(
        world.attribute(&fifo, "ContentBasedDeduplication").await,
        json!("false")
    );
}

#[tokio::test]
async fn arns_that_are_none() {
    let world = world().await;
    for (arn, message) in [
        (
            "news",
            "TopicArn Reason: An ARN must have at least 6 elements, not 1",
        ),
        ("arn:aws:sns:eu-west-1:111122223333:news", "TopicArn"),
        ("arn:aws:sqs:us-east-1:111122223333:news", "TopicArn"),
        ("", "TopicArn Reason: no value for required parameter"),
    ] {
        let refused = world
            .refusal("GetTopicAttributes", json!({ "TopicArn": arn }))
            .await;
        assert_eq!(
            refused,
            format!("InvalidParameter: Invalid parameter: {message}")
        );
    }
}

#[tokio::test]
async fn attributes_are_checked_and_shown() {
    let world = world().await;
    let topic = world.topic("news").await;
    let set = |name: &str, value: &str| json!({ "TopicArn": topic, "AttributeName": name, "AttributeValue": value });
    for (name, value) in [
        ("DisplayName", "The news"),
        ("SignatureVersion", "2"),
        ("TracingConfig", "Active"),
    ] {
        world.ok("SetTopicAttributes", set(name, value)).await;
        assert_eq!(world.attribute(&topic, name).await, json!(value));
    }
    for (name, value, message) in [
        ("Colour", "red", "AttributeName"),
        ("FifoTopic", "true", "AttributeName"),
        ("SignatureVersion", "3", "SignatureVersion"),
        ("Policy", "{", "Policy Error: null"),
        ("Policy", "", "Policy is empty"),
        (
            "Policy",
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}"#,
            "Policy statement action out of service scope!",
        ),
        (
            "DeliveryPolicy",
            "{",
            "DeliveryPolicy: failed to parse JSON.",
        ),
        (
            "ContentBasedDeduplication",
            "true",
            "Content-based deduplication can only be set for FIFO topics",
        ),
    ] {
        let refused = world.refusal("SetTopicAttributes", set(name, value)).await;
        assert_eq!(
            refused,
            format!("InvalidParameter: Invalid parameter: {message}")
        );
    }
    world
        .ok("SetTopicAttributes", set("KmsMasterKeyId", "alias/mine"))
        .await;
    let key = world.attribute(&topic, "KmsMasterKeyId").await;
    assert_eq!(key, json!("alias/mine"));
    world
        .ok("SetTopicAttributes", set("KmsMasterKeyId", ""))
        .await;
    let effective = world.attribute(&topic, "EffectiveDeliveryPolicy").await;
    let effective: Json = serde_json::from_str(effective.as_str().unwrap()).unwrap();
    assert_eq!(
        effective["http"]["defaultHealthyRetryPolicy"]["numRetries"],
        json!(3)
    );
}

#[tokio::test]
async fn a_topic_begins_with_a_policy_that_lets_nobody_else_in() {
    let world = world().await;
    let topic = world.topic("news").await;
    let publish = json!({ "TopicArn": topic, "Message": "hello" });
    let other = world.cloud.root_of(OTHER);
    let refused = other
        .call("sns", "Publish", publish.clone())
        .await
        .expect_err("shut");
    assert_eq!(
        (refused.code.as_ref(), refused.status),
        ("AuthorizationError", Some(403))
    );
    assert_eq!(
        refused.message,
        format!(
            "User: arn:aws:iam::{OTHER}:root is not authorized to perform: SNS:Publish on resource: \
             {topic} because no resource-based policy allows the SNS:Publish action"
        )
    );
    let user = world.user(ACCOUNT);
    assert_eq!(
        user.refusal("sns", "Publish", publish.clone()).await,
        "AuthorizationError"
    );
    let grant = json!({
        "TopicArn": topic, "Label": "partner", "AWSAccountId": [OTHER], "ActionName": ["Publish"],
    });
    world.ok("AddPermission", grant.clone()).await;
    other
        .call("sns", "Publish", publish.clone())
        .await
        .expect("allowed now");
    assert_eq!(
        world.refusal("AddPermission", grant).await,
        "InvalidParameter: Invalid parameter: Statement already exists"
    );
    let policy = world.attribute(&topic, "Policy").await;
    let policy: Json = serde_json::from_str(policy.as_str().unwrap()).unwrap();
    assert_eq!(policy["Statement"][1]["Action"], json!("SNS:Publish"));
    let label = json!({ "TopicArn": topic, "Label": "partner" });
    world.ok("RemovePermission", label).await;
    assert_eq!(
        other.refusal("sns", "Publish", publish).await,
        "AuthorizationError"
    );
}

#[tokio::test]
async fn tags_come_and_go() {
    let world = world().await;
    let topic = world.topic("news").await;
    let tag = json!({ "ResourceArn": topic, "Tags": [{ "Key": "team", "Value": "a" }] });
    world.ok("TagResource", tag).await;
    let shown = world
        .ok("ListTagsForResource", json!({ "ResourceArn": topic }))
        .await;
    assert_eq!(shown["Tags"], json!([{ "Key": "team", "Value": "a" }]));
    let twice = json!({ "ResourceArn": topic, "Tags": [{ "Key": "x", "Value": "1" }, { "Key": "x", "Value": "2" }] });
    assert_eq!(
        world.refusal("TagResource", twice).await,
        "InvalidParameter: Invalid parameter: Duplicated keys are not allowed."
    );
    let many: Vec<Json> = (0..50)
        .map(|n| json!({ "Key": n.to_string(), "Value": "" }))
        .collect();
    let many = json!({ "ResourceArn": topic, "Tags": many });
    assert!(
        world
            .refusal("TagResource", many)
            .await
            .starts_with("TagLimitExceeded")
    );
    world
        .ok(
            "UntagResource",
            json!({ "ResourceArn": topic, "TagKeys": ["team"] }),
        )
        .await;
    let shown = world
        .ok("ListTagsForResource", json!({ "ResourceArn": topic }))
        .await;
    assert_eq!(shown["Tags"], json!([]));
    let gone = json!({ "ResourceArn": format!("{topic}2") });
    assert_eq!(
        world.refusal("ListTagsForResource", gone).await,
        "ResourceNotFound: Resource does not exist"
    );
}
