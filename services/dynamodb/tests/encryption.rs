//! Tables under keys of KMS.

mod common;

use common::World;
use haneul_testkit::{NoIdentity, TestCloud, text};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// KMS-10: nobody reads a table whose key is disabled, nor writes to it.
#[tokio::test]
async fn kms_10_a_table_follows_its_key() {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> = vec![
        Arc::new(haneul_dynamodb::DynamoDb),
        Arc::new(haneul_kms::Kms),
    ];
    let cloud = TestCloud::new(services, Arc::new(NoIdentity)).await;
    let root = cloud.root();
    let made = root.must("kms", "CreateKey", json!({})).await;
    let key = text(&made["KeyMetadata"]["Arn"]);
    let client = cloud.root();
    let world = World { cloud, client };
    let table = json!({
        "TableName": "ttt", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "SSESpecification": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": key},
    });
    world.ok("CreateTable", table).await;
    world.seconds(5).await;
    let shown = world.ok("DescribeTable", json!({"TableName": "ttt"})).await;
    let shown = &shown["Table"]["SSEDescription"];
    assert_eq!(
        (&shown["Status"], &shown["SSEType"]),
        (&json!("ENABLED"), &json!("KMS"))
    );
    assert_eq!(shown["KMSMasterKeyArn"], json!(key));
    let put = json!({"TableName": "ttt", "Item": {"k": {"S": "a"}}});
    world.ok("PutItem", put.clone()).await;
    root.must("kms", "DisableKey", json!({"KeyId": key})).await;
    world.cloud.advance(Duration::from_secs(301)).await;
    let get = json!({"TableName": "ttt", "Key": {"k": {"S": "a"}}});
    for (operation, input) in [
        ("PutItem", put),
        ("GetItem", get.clone()),
        ("Scan", json!({"TableName": "ttt"})),
    ] {
        let refusal = world.refusal(operation, input).await;
        assert!(
            refusal.starts_with("AccessDeniedException: KMS key access denied error"),
            "{refusal}"
        );
        assert!(
            refusal.contains(&format!("{key} is disabled.")),
            "{refusal}"
        );
    }
    root.must("kms", "EnableKey", json!({"KeyId": key})).await;
    assert_eq!(world.ok("GetItem", get).await["Item"]["k"]["S"], "a");
    // Back to the service's own key.
    let own = json!({"TableName": "ttt", "SSESpecification": {"Enabled": false}});
    world.ok("UpdateTable", own).await;
    let shown = world.ok("DescribeTable", json!({"TableName": "ttt"})).await;
    assert_eq!(shown["Table"]["SSEDescription"], json!(null));
}

/// S97: each replica lies under a key of its own Region, which has to be said.
#[tokio::test]
async fn s97_replicas_lie_under_keys_of_their_regions() {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> = vec![
        Arc::new(haneul_dynamodb::DynamoDb),
        Arc::new(haneul_dynamodb::DynamoDbStreams),
        Arc::new(haneul_iam::Iam),
        Arc::new(haneul_kms::Kms),
        Arc::new(haneul_sts::Sts),
    ];
    let identity = Arc::new(haneul_iam::Directory::default());
    let cloud = TestCloud::new(services, identity).await;
    let root = cloud.root();
    let made = root
        .must("kms", "CreateKey", json!({"MultiRegion": true}))
        .await;
    let key = text(&made["KeyMetadata"]["Arn"]);
    let there = json!({"KeyId": key, "ReplicaRegion": "eu-west-1"});
    let there = root.must("kms", "ReplicateKey", there).await;
    let there = text(&there["ReplicaKeyMetadata"]["Arn"]);
    let client = cloud.root();
    let world = World { cloud, client };
    let table = json!({
        "TableName": "ttt", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "SSESpecification": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": key},
    });
    world.ok("CreateTable", table).await;
    world.seconds(5).await;
    let create = |create| json!({"TableName": "ttt", "ReplicaUpdates": [{"Create": create}]});
    let keyless = create(json!({"RegionName": "eu-west-1"}));
    let refusal = world.refusal("UpdateTable", keyless).await;
    assert!(
        refusal.ends_with("KMSMasterKeyId must be specified for each replica."),
        "{refusal}"
    );
    let keyed = create(json!({"RegionName": "eu-west-1", "KMSMasterKeyId": there}));
    world.ok("UpdateTable", keyed).await;
    world.seconds(5).await;
    let shown = world.ok("DescribeTable", json!({"TableName": "ttt"})).await;
    let shown = &shown["Table"];
    assert_eq!(shown["SSEDescription"]["KMSMasterKeyArn"], json!(key));
    assert_eq!(shown["Replicas"][0]["KMSMasterKeyId"], json!(there));
}
