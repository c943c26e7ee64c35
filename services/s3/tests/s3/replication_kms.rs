//! Replication of what lies under keys of KMS, and of what is said anew of replicas.

use crate::help::{Bucket, bytes};
use crate::replication::{MINUTE, ROLE, WRITES, document, role, rule, rules, status, versioned};
use haneul_iam::Directory;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;

async fn key(client: &Client) -> String {
    let made = client.must("kms", "CreateKey", json!({})).await;
    made["KeyMetadata"]["Arn"].as_str().unwrap().to_owned()
}

/// Two buckets in two Regions, a key in each, and a role that may copy.
async fn world() -> (TestCloud, Bucket, Bucket, [String; 2]) {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_sts::Sts),
            Arc::new(haneul_kms::Kms),
        ],
        Arc::new(Directory::default()),
    )
    .await;
    let root = cloud.root();
    let from = versioned(&root, "from", "us-east-1").await;
    let to = versioned(&root, "goal", "ap-northeast-2").await;
    role(&root, "s3.amazonaws.com", &WRITES).await;
    let keys = [key(&from.client).await, key(&to.client).await];
    (cloud, from, to, keys)
}

/// What the role may do with keys, in AWS's words: by way of S3 alone.
async fn allow(client: &Client, [here, there]: &[String; 2]) {
    let by = |action: &str, key: &str, region: &str, bucket: &str| {
        json!({"Effect": "Allow", "Action": action, "Resource": key, "Condition": {
            "StringLike": {"kms:ViaService": format!("s3.{region}.amazonaws.com"),
                "kms:EncryptionContext:aws:s3:arn": format!("arn:aws:s3:::{bucket}/*")}}})
    };
    let policy = document(json!([
        by("kms:Decrypt", here, "us-east-1", "from"),
        by("kms:Encrypt", there, "ap-northeast-2", "goal"),
    ]));
    let input = json!({"RoleName": "copier", "PolicyName": "keys", "PolicyDocument": policy});
    client.must("iam", "PutRolePolicy", input).await;
}

fn by_keys(key: &str) -> Json {
    rules(json!([rule(json!({
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {"Bucket": "arn:aws:s3:::goal",
            "EncryptionConfiguration": {"ReplicaKmsKeyID": key}}}))]))
}

fn under(name: &str, key: &str) -> Json {
    json!({"Key": name, "ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key})
}

#[tokio::test]
async fn s3_objects_under_a_key_are_copied_under_the_rules_key() {
    let (cloud, from, to, keys) = world().await;
    assert!(ROLE.ends_with("/copier"));
    allow(&cloud.root(), &keys).await;
    let wanted = by_keys(&keys[1]);
    from.ok("PutBucketReplication", wanted.clone()).await;
    assert_eq!(from.ok("GetBucketReplication", json!({})).await, wanted);
    let body = bytes(200_000);
    from.put_as(under("large", &keys[0]), body.clone()).await;
    from.put_as(under("small", &keys[0]), "small").await;
    from.put("plain", "plain").await;
    cloud.advance(MINUTE).await;
    for name in ["large", "small", "plain"] {
        assert_eq!(status(&from, name).await, "COMPLETED", "{name}");
    }
    assert_eq!(to.get("large").await, body);
    assert_eq!(to.get("small").await, "small");
    let head = to.ok("HeadObject", json!({"Key": "small"})).await;
    assert_eq!(head["SSEKMSKeyId"], json!(keys[1]));
    let head = to.ok("HeadObject", json!({"Key": "plain"})).await;
    assert_eq!(head["ServerSideEncryption"], "AES256");
    // Without its own key a replica is not read, whatever becomes of the original's.
    let off = |client: &Client, key: &str| {
        let (client, input) = (client.clone(), json!({"KeyId": key}));
        async move { client.must("kms", "DisableKey", input).await }
    };
    off(&from.client, &keys[0]).await;
    assert_eq!(to.get("small").await, "small");
    off(&to.client, &keys[1]).await;
    let code = to.code("GetObject", json!({"Key": "small"})).await;
    assert_eq!(code, "KMS.DisabledException");
}

#[tokio::test]
async fn s3_objects_under_a_key_stay_where_no_rule_takes_them() {
    let (cloud, from, to, keys) = world().await;
    from.ok("PutBucketReplication", rules(json!([rule(json!({}))])))
        .await;
    from.put_as(under("k", &keys[0]), "x").await;
    cloud.advance(MINUTE).await;
    assert_eq!(status(&from, "k").await, Json::Null);
    assert_eq!(
        to.code("HeadObject", json!({"Key": "k"})).await,
        "NoSuchKey"
    );
    // Where a rule does, the role needs leave to use the keys.
    from.ok("PutBucketReplication", by_keys(&keys[1])).await;
    from.put_as(under("l", &keys[0]), "x").await;
    cloud.advance(MINUTE * 60).await;
    assert_eq!(status(&from, "l").await, "FAILED");
}

#[tokio::test]
async fn s3_what_is_said_anew_of_a_replica_goes_back_where_a_rule_wants_it() {
    let (cloud, from, to, _) = world().await;
    let back = |bucket: &str| {
        let rule = rule(json!({
            "SourceSelectionCriteria": {"ReplicaModifications": {"Status": "Enabled"}},
            "Destination": {"Bucket": format!("arn:aws:s3:::{bucket}")}}));
        rules(json!([rule]))
    };
    let policy = document(json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]));
    let input = json!({"RoleName": "copier", "PolicyName": "all", "PolicyDocument": policy});
    cloud.root().must("iam", "PutRolePolicy", input).await;
    from.ok("PutBucketReplication", back("goal")).await;
    to.ok("PutBucketReplication", back("from")).await;
    from.put("k", "x").await;
    cloud.advance(MINUTE).await;
    let tags = json!({"Key": "k", "Tagging": {"TagSet": [{"Key": "t", "Value": "1"}]}});
    to.ok("PutObjectTagging", tags.clone()).await;
    cloud.advance(MINUTE).await;
    let found = from.ok("GetObjectTagging", json!({"Key": "k"})).await;
    assert_eq!(found["TagSet"], tags["Tagging"]["TagSet"]);
    assert_eq!(status(&to, "k").await, "REPLICA");
    assert_eq!(status(&from, "k").await, "COMPLETED");
}
