//! Secrets under keys of KMS.

use crate::cloud::{made, stages, token, value, world};
use haneul_testkit::text;
use serde_json::json;

#[tokio::test]
async fn sec_2_with_its_key_disabled_a_secret_cannot_be_read() {
    let world = world().await;
    let made_key = world.client.must("kms", "CreateKey", json!({})).await;
    let key = text(&made_key["KeyMetadata"]["KeyId"]);
    let input = json!({
        "Name": "one", "SecretString": "a", "KmsKeyId": key, "ClientRequestToken": token(1),
    });
    world.ok("CreateSecret", input).await;
    assert_eq!(value(&world, "one").await, "a");
    world
        .client
        .must("kms", "DisableKey", json!({"KeyId": key}))
        .await;
    let one = json!({"SecretId": "one"});
    let refused = world.refusal("GetSecretValue", one.clone()).await;
    assert!(
        refused.starts_with(
            "DecryptionFailure: Secrets Manager can't decrypt the protected secret text using the \
             provided KMS key."
        ),
        "{refused}"
    );
    let put = json!({"SecretId": "one", "SecretString": "b", "ClientRequestToken": token(2)});
    let refused = world.refusal("PutSecretValue", put.clone()).await;
    assert!(refused.starts_with("EncryptionFailure"), "{refused}");
    world
        .client
        .must("kms", "EnableKey", json!({"KeyId": key}))
        .await;
    world.ok("PutSecretValue", put).await;
    let listed = world.ok("ListSecretVersionIds", one.clone()).await;
    let arn = &made_key["KeyMetadata"]["Arn"];
    assert_eq!(listed["Versions"][0]["KmsKeyIds"], json!([arn]));
    // Back to the account's own key: then the other one does not matter.
    world
        .ok("UpdateSecret", json!({"SecretId": "one", "KmsKeyId": ""}))
        .await;
    world
        .client
        .must("kms", "DisableKey", json!({"KeyId": key}))
        .await;
    assert_eq!(value(&world, "one").await, "b");
    let first = json!({"SecretId": "one", "VersionStage": "AWSPREVIOUS"});
    assert_eq!(
        world.ok("GetSecretValue", first).await["SecretString"],
        json!("a")
    );
    assert_eq!(
        stages(&world, "one").await,
        json!({token(1): ["AWSPREVIOUS"], token(2): ["AWSCURRENT"]})
    );
}

#[tokio::test]
async fn the_accounts_own_key_is_made_with_the_first_secret() {
    let world = world().await;
    let names = async || {
        let listed = world.client.must("kms", "ListAliases", json!({})).await;
        listed["Aliases"].to_string()
    };
    assert!(!names().await.contains("alias/aws/secretsmanager"));
    made(&world, "one", "a").await;
    assert!(names().await.contains("alias/aws/secretsmanager"));
    let none = json!({
        "Name": "two", "SecretString": "a", "KmsKeyId": "alias/none", "ClientRequestToken": token(1),
    });
    let refused = world.refusal("CreateSecret", none).await;
    assert!(refused.starts_with("EncryptionFailure"), "{refused}");
}

#[tokio::test]
async fn whom_the_key_does_not_let_in_reads_nothing() {
    let world = world().await;
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "kms:*", "Resource": "*",
    }, {
        "Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*",
        "Condition": {"StringNotEquals": {
            "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
            "kms:EncryptionContext:SecretVersionId": token(1),
        }},
    }]});
    let key = json!({"Policy": policy.to_string()});
    let key = world.client.must("kms", "CreateKey", key).await;
    let key = text(&key["KeyMetadata"]["KeyId"]);
    for number in [1, 2] {
        let input = json!({
            "Name": format!("s{number}"), "SecretString": "a", "KmsKeyId": key,
            "ClientRequestToken": token(number),
        });
        world.ok("CreateSecret", input).await;
    }
    assert_eq!(value(&world, "s1").await, "a");
    let put = json!({"SecretId": "s2", "ResourcePolicy": json!({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": "444455556666"},
            "Action": "secretsmanager:GetSecretValue", "Resource": "*",
        }],
    }).to_string()});
    world.ok("PutResourcePolicy", put).await;
    let shown = world.ok("DescribeSecret", json!({"SecretId": "s2"})).await;
    let root = world
        .cloud
        .as_caller(haneul_pipeline::Caller::root("aws", "444455556666", ""));
    let read = json!({"SecretId": shown["ARN"]});
    let refused = root
        .call("secretsmanager", "GetSecretValue", read)
        .await
        .expect_err("no key");
    assert_eq!(
        refused.to_string(),
        "AccessDeniedException: Access to KMS is not allowed"
    );
}
