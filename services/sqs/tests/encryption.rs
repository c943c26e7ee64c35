//! Queues under keys of KMS.

mod common;

use common::{World, text};
use haneul_sqs::Sqs;
use haneul_testkit::{NoIdentity, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

async fn world() -> (World, String) {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> =
        vec![Arc::new(Sqs), Arc::new(haneul_kms::Kms)];
    let cloud = TestCloud::new(services, Arc::new(NoIdentity)).await;
    let made = cloud.root().must("kms", "CreateKey", json!({})).await;
    let key = text(&made["KeyMetadata"]["Arn"]);
    (World::of(cloud), key)
}

fn bodies(received: &Json) -> Vec<String> {
    let messages = received["Messages"].as_array().cloned().unwrap_or_default();
    messages.iter().map(|m| text(&m["Body"])).collect()
}

/// KMS-10: messages under a disabled key stay where they are until it is enabled.
#[tokio::test]
async fn kms_10_messages_lie_under_a_key_and_follow_it() {
    let (world, key) = world().await;
    let attributes = json!({"KmsMasterKeyId": key, "KmsDataKeyReusePeriodSeconds": "60"});
    let queue = world.queue("q", attributes).await;
    let shown = queue
        .ok("GetQueueAttributes", json!({"AttributeNames": ["All"]}))
        .await;
    assert_eq!(shown["Attributes"]["KmsMasterKeyId"], json!(key));
    assert_eq!(shown["Attributes"]["SqsManagedSseEnabled"], "false");
    for body in ["one", "two"] {
        queue.ok("SendMessage", json!({"MessageBody": body})).await;
    }
    let root = world.cloud.root();
    let one = json!({"MaxNumberOfMessages": 1, "VisibilityTimeout": 0});
    assert_eq!(
        bodies(&queue.ok("ReceiveMessage", one.clone()).await),
        ["one"]
    );
    root.must("kms", "DisableKey", json!({"KeyId": key})).await;
    world.cloud.advance(Duration::from_secs(61)).await;
    for (operation, input) in [
        ("ReceiveMessage", one.clone()),
        ("SendMessage", json!({"MessageBody": "three"})),
    ] {
        let refusal = queue.refusal(operation, input).await;
        assert_eq!(
            refusal,
            format!("KmsDisabled: {key} is disabled."),
            "{operation}"
        );
    }
    root.must("kms", "EnableKey", json!({"KeyId": key})).await;
    let all = json!({"MaxNumberOfMessages": 10});
    assert_eq!(bodies(&queue.ok("ReceiveMessage", all).await).len(), 2);
    let gone = json!({"Attributes": {"KmsMasterKeyId": "alias/none"}});
    queue.ok("SetQueueAttributes", gone).await;
    let refusal = queue
        .refusal("SendMessage", json!({"MessageBody": "x"}))
        .await;
    assert!(refusal.starts_with("KmsNotFound: Alias"), "{refusal}");
    let back = json!({"Attributes": {"KmsMasterKeyId": ""}});
    queue.ok("SetQueueAttributes", back).await;
    queue
        .ok("SendMessage", json!({"MessageBody": "plain"}))
        .await;
}

#[tokio::test]
async fn the_key_of_sqs_comes_with_the_first_message() {
    let (world, _) = world().await;
    let queue = world.queue("q.fifo", json!({
        "FifoQueue": "true", "KmsMasterKeyId": "alias/aws/sqs", "ContentBasedDeduplication": "true",
    })).await;
    queue
        .ok(
            "SendMessage",
            json!({"MessageBody": "one", "MessageGroupId": "g"}),
        )
        .await;
    assert_eq!(
        bodies(&queue.ok("ReceiveMessage", json!({})).await),
        ["one"]
    );
    let mut rows = Vec::new();
    world.cloud.cloud.store.export(&mut rows).unwrap();
    let listed = world
        .cloud
        .root()
        .must("kms", "ListAliases", json!({}))
        .await;
    assert_eq!(listed["Aliases"][0]["AliasName"], "alias/aws/sqs");
}
