//! Topics under keys of KMS.

mod common;

use common::{text, world_of};
use haneul_sns::Sns;
use haneul_sqs::Sqs;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// KMS-10: nothing is published under a key that is disabled.
#[tokio::test]
async fn kms_10_publishers_need_the_topics_key() {
    let world = world_of(vec![
        Arc::new(Sns),
        Arc::new(Sqs),
        Arc::new(haneul_kms::Kms),
    ])
    .await;
    let root = world.cloud.root();
    let made = root.must("kms", "CreateKey", json!({})).await;
    let key = text(&made["KeyMetadata"]["Arn"]);
    let topic = world.topic("t").await;
    let set = json!({"TopicArn": topic, "AttributeName": "KmsMasterKeyId", "AttributeValue": key});
    world.ok("SetTopicAttributes", set).await;
    let publish = json!({"TopicArn": topic, "Message": "m"});
    world.ok("Publish", publish.clone()).await;
    root.must("kms", "DisableKey", json!({"KeyId": key})).await;
    world.cloud.advance(Duration::from_secs(301)).await;
    let refusal = world.refusal("Publish", publish.clone()).await;
    assert_eq!(refusal, format!("KMSDisabled: {key} is disabled."));
    root.must("kms", "EnableKey", json!({"KeyId": key})).await;
    world.ok("Publish", publish).await;
}
