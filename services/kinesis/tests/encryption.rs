//! Streams under keys of KMS.

mod common;

use base64::prelude::{BASE64_STANDARD, Engine};
use common::world;
use serde_json::json;
use std::time::Duration;

/// KMS-10: records under a disabled key cannot be read, nor new ones put.
#[tokio::test]
async fn kms_10_records_lie_under_a_key_and_follow_it() {
    let world = world().await;
    world.stream("s", 1).await;
    let root = world.cloud.root();
    let made = root.must("kms", "CreateKey", json!({})).await;
    let key = made["KeyMetadata"]["Arn"].as_str().unwrap();
    world.put("s", "k", "before").await;
    let start = json!({"StreamName": "s", "EncryptionType": "KMS", "KeyId": key});
    world.ok("StartStreamEncryption", start).await;
    world.seconds(2).await;
    let put = world.put("s", "k", "a secret of the stream").await;
    assert_eq!(put["EncryptionType"], "KMS");
    let iterator = json!({
        "StreamName": "s", "ShardId": "shardId-000000000000", "ShardIteratorType": "TRIM_HORIZON",
    });
    let iterator = world.ok("GetShardIterator", iterator).await;
    let get = json!({"ShardIterator": iterator["ShardIterator"]});
    let got = world.ok("GetRecords", get.clone()).await;
    let data: Vec<_> = got["Records"].as_array().unwrap().iter().collect();
    let text = |at: usize| {
        BASE64_STANDARD
            .decode(data[at]["Data"].as_str().unwrap())
            .unwrap()
    };
    assert_eq!(
        (text(0), text(1)),
        (b"before".to_vec(), b"a secret of the stream".to_vec())
    );
    assert_eq!(
        (&data[0]["EncryptionType"], &data[1]["EncryptionType"]),
        (&json!(null), &json!("KMS"))
    );
    root.must("kms", "DisableKey", json!({"KeyId": key})).await;
    // A data key is used again for five minutes.
    world.cloud.advance(Duration::from_secs(290)).await;
    let iterator = json!({
        "StreamName": "s", "ShardId": "shardId-000000000000", "ShardIteratorType": "TRIM_HORIZON",
    });
    world.cloud.advance(Duration::from_secs(30)).await;
    let iterator = world.ok("GetShardIterator", iterator).await;
    let get = json!({"ShardIterator": iterator["ShardIterator"]});
    let refusal = world.refusal("GetRecords", get.clone()).await;
    assert_eq!(refusal, format!("KMSDisabledException: {key} is disabled."));
    let data = BASE64_STANDARD.encode("x");
    let put = json!({"StreamName": "s", "PartitionKey": "k", "Data": data});
    let refusal = world.refusal("PutRecord", put).await;
    assert!(refusal.starts_with("KMSDisabledException"), "{refusal}");
    root.must("kms", "EnableKey", json!({"KeyId": key})).await;
    world.ok("GetRecords", get).await;
}
