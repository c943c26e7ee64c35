//! Secrets in several Regions.

use crate::cloud::{made, token, world};
use serde_json::json;

#[tokio::test]
async fn copies_follow_and_can_be_set_free() {
    let world = world().await;
    let arn = made(&world, "one", "a").await;
    let there = world.cloud.root().in_region("us-west-2");
    let add = json!({"SecretId": "one", "AddReplicaRegions": [{"Region": "us-west-2"}]});
    let added = world.ok("ReplicateSecretToRegions", add).await;
    assert_eq!(added["ReplicationStatus"][0]["Status"], json!("InSync"));
    let one = json!({"SecretId": "one"});
    let sm = "secretsmanager";
    let copy = there.must(sm, "GetSecretValue", one.clone()).await;
    assert_eq!(copy["SecretString"], json!("a"));
    assert_eq!(copy["ARN"], json!(arn.replace("us-east-1", "us-west-2")));
    let put = json!({"SecretId": "one", "SecretString": "b", "ClientRequestToken": token(2)});
    let refused = there
        .call(sm, "PutSecretValue", put.clone())
        .await
        .expect_err("a copy");
    assert_eq!(
        refused.message,
        "Operation not permitted on a replica secret. Call must be made in primary secret's region."
    );
    world.ok("PutSecretValue", put).await;
    let copy = there.must(sm, "GetSecretValue", one.clone()).await;
    assert_eq!(copy["SecretString"], json!("b"));
    let shown = there.must(sm, "DescribeSecret", one.clone()).await;
    assert_eq!(shown["PrimaryRegion"], json!("us-east-1"));
    assert_eq!(
        shown["VersionIdsToStages"],
        json!({token(1): ["AWSPREVIOUS"], token(2): ["AWSCURRENT"]})
    );
    let kept = world.refusal("DeleteSecret", one.clone()).await;
    assert!(
        kept.contains("still has replica regions [us-west-2]"),
        "{kept}"
    );
    there
        .must(sm, "StopReplicationToReplica", one.clone())
        .await;
    assert!(world.ok("DescribeSecret", one.clone()).await["ReplicationStatus"].is_null());
    // It is free, and so its name is taken.
    let put = json!({"SecretId": "one", "SecretString": "c", "ClientRequestToken": token(3)});
    there.must(sm, "PutSecretValue", put).await;
    let add = json!({"SecretId": "one", "AddReplicaRegions": [{"Region": "us-west-2"}]});
    let added = world.ok("ReplicateSecretToRegions", add.clone()).await;
    assert_eq!(added["ReplicationStatus"][0]["Status"], json!("Failed"));
    assert_eq!(
        there.must(sm, "GetSecretValue", one.clone()).await["SecretString"],
        json!("c")
    );
    let remove = json!({"SecretId": "one", "RemoveReplicaRegions": ["us-west-2"]});
    world
        .ok("RemoveRegionsFromReplication", remove.clone())
        .await;
    let mut force = add;
    force["ForceOverwriteReplicaSecret"] = json!(true);
    let added = world.ok("ReplicateSecretToRegions", force).await;
    assert_eq!(added["ReplicationStatus"][0]["Status"], json!("InSync"));
    assert_eq!(
        there.must(sm, "GetSecretValue", one.clone()).await["SecretString"],
        json!("b")
    );
    world.ok("RemoveRegionsFromReplication", remove).await;
    assert!(there.call(sm, "DescribeSecret", one.clone()).await.is_err());
    world.ok("DeleteSecret", one).await;
}

#[tokio::test]
async fn a_secret_is_made_with_its_copies() {
    let world = world().await;
    let input = json!({
        "Name": "one", "SecretString": "a", "ClientRequestToken": token(1),
        "AddReplicaRegions": [{"Region": "eu-west-1"}],
    });
    world.ok("CreateSecret", input).await;
    let there = world.cloud.root().in_region("eu-west-1");
    let copy = there
        .must(
            "secretsmanager",
            "GetSecretValue",
            json!({"SecretId": "one"}),
        )
        .await;
    assert_eq!(copy["SecretString"], json!("a"));
    let same = json!({"SecretId": "one", "AddReplicaRegions": [{"Region": "us-east-1"}]});
    assert!(
        world
            .refusal("ReplicateSecretToRegions", same)
            .await
            .starts_with("InvalidParameter")
    );
}

#[tokio::test]
async fn a_copy_has_a_key_of_its_own_and_gets_what_is_labelled_later() {
    let world = world().await;
    made(&world, "one", "a").await;
    for number in [2, 3] {
        let put =
            json!({"SecretId": "one", "SecretString": "b", "ClientRequestToken": token(number)});
        world.ok("PutSecretValue", put).await;
    }
    let add = json!({"SecretId": "one", "AddReplicaRegions": [{"Region": "us-west-2"}]});
    world.ok("ReplicateSecretToRegions", add).await;
    let there = world.cloud.root().in_region("us-west-2");
    let key = there.must("kms", "CreateKey", json!({})).await;
    let key = &key["KeyMetadata"]["KeyId"];
    let sm = "secretsmanager";
    there
        .must(
            sm,
            "UpdateSecret",
            json!({"SecretId": "one", "KmsKeyId": key}),
        )
        .await;
    // The first version has no label, and so no copy.
    let back = json!({
        "SecretId": "one", "VersionStage": "AWSCURRENT", "MoveToVersionId": token(1),
        "RemoveFromVersionId": token(3),
    });
    world.ok("UpdateSecretVersionStage", back).await;
    let one = json!({"SecretId": "one"});
    let copy = there.must(sm, "GetSecretValue", one.clone()).await;
    assert_eq!(copy["SecretString"], json!("a"));
    let shown = world.ok("DescribeSecret", one.clone()).await;
    assert_eq!(&shown["ReplicationStatus"][0]["KmsKeyId"], key);
    there.must("kms", "DisableKey", json!({"KeyId": key})).await;
    assert!(there.call(sm, "GetSecretValue", one.clone()).await.is_err());
    // What cannot be sealed there is told with the status; the secret itself goes on.
    let put = json!({"SecretId": "one", "SecretString": "d", "ClientRequestToken": token(4)});
    world.ok("PutSecretValue", put).await;
    let shown = world.ok("DescribeSecret", one).await;
    assert_eq!(shown["ReplicationStatus"][0]["Status"], json!("Failed"));
}
