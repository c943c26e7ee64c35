//! Values under keys of KMS, and secrets as parameters.

use crate::cloud::{get, world};
use haneul_testkit::text;
use serde_json::json;

#[tokio::test]
async fn ssp_1_a_secure_string_is_opened_on_demand() {
    let world = world().await;
    for (name, tier, length) in [("small", "Standard", 10), ("large", "Advanced", 8_192)] {
        let value = "x".repeat(length);
        let input = json!({"Name": name, "Value": value, "Type": "SecureString", "Tier": tier});
        world.ok("PutParameter", input).await;
        assert_eq!(get(&world, name).await["Value"], json!(value));
        let covered = world.ok("GetParameter", json!({"Name": name})).await;
        let covered = text(&covered["Parameter"]["Value"]);
        assert!(!covered.contains("xxx"), "{covered}");
    }
    let described = world.ok("DescribeParameters", json!({})).await;
    assert_eq!(described["Parameters"][0]["KeyId"], json!("alias/aws/ssm"));
    let history = json!({"Name": "small", "WithDecryption": true});
    let history = world.ok("GetParameterHistory", history).await;
    assert_eq!(history["Parameters"][0]["Value"], json!("xxxxxxxxxx"));
}

#[tokio::test]
async fn with_its_key_disabled_it_cannot_be_read() {
    let world = world().await;
    let key = world.client.must("kms", "CreateKey", json!({})).await;
    let key = text(&key["KeyMetadata"]["KeyId"]);
    let input = json!({"Name": "one", "Value": "a", "Type": "SecureString", "KeyId": key});
    world.ok("PutParameter", input).await;
    assert_eq!(get(&world, "one").await["Value"], json!("a"));
    world
        .client
        .must("kms", "DisableKey", json!({"KeyId": key}))
        .await;
    let read = json!({"Name": "one", "WithDecryption": true});
    let refused = world.refusal("GetParameter", read.clone()).await;
    assert!(
        refused.starts_with("InvalidKeyId: arn:aws:kms:"),
        "{refused}"
    );
    assert!(refused.contains("is disabled."), "{refused}");
    // Without opening it, it is there.
    world.ok("GetParameter", json!({"Name": "one"})).await;
    world
        .client
        .must("kms", "EnableKey", json!({"KeyId": key}))
        .await;
    world.ok("GetParameter", read).await;
    let none = json!({"Name": "two", "Value": "a", "Type": "SecureString", "KeyId": "alias/none"});
    assert!(
        world
            .refusal("PutParameter", none)
            .await
            .starts_with("InvalidKeyId")
    );
}

#[tokio::test]
async fn a_secret_is_read_as_a_parameter() {
    let world = world().await;
    let secret = json!({
        "Name": "db", "SecretString": "hunter2",
        "ClientRequestToken": "00000000-0000-4000-8000-000000000001",
    });
    world
        .client
        .must("secretsmanager", "CreateSecret", secret)
        .await;
    let name = "/aws/reference/secretsmanager/db";
    let got = get(&world, name).await;
    assert_eq!(
        (&got["Value"], &got["Type"]),
        (&json!("hunter2"), &json!("SecureString"))
    );
    let refused = world.refusal("GetParameter", json!({"Name": name})).await;
    assert!(
        refused.contains("WithDecryption flag must be True"),
        "{refused}"
    );
    let none = json!({"Name": "/aws/reference/secretsmanager/none", "WithDecryption": true});
    assert!(
        world
            .refusal("GetParameter", none)
            .await
            .starts_with("ParameterNotFound")
    );
}
