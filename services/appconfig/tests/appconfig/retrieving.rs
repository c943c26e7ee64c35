use crate::cloud::{Shop, refusal, role, shop, world};
use crate::function;
use haneul_testkit::{World, text};
use serde_json::{Value as Json, json};

async fn profile_at(world: &World, uri: &str, role: &str, more: Json) -> Shop {
    let mut given = json!({"LocationUri": uri, "RetrievalRoleArn": role});
    crate::cloud::merge(&mut given, &more);
    shop(world, given).await
}

async fn deployed(world: &World, shop: &Shop, version: &str) -> String {
    let input = shop.deployment("AppConfig.AllAtOnce", version);
    world.ok("StartDeployment", input).await;
    world.seconds(1).await;
    shop.seen(world, "c").await
}

#[tokio::test]
async fn from_a_parameter_as_the_role() {
    let world = world().await;
    let reader = role(&world, "reader", json!("ssm:GetParameter")).await;
    let shop = profile_at(&world, "ssm-parameter:///shop/limits", &reader, json!({})).await;
    for value in ["one", "two"] {
        let input = json!({
            "Name": "/shop/limits", "Value": value, "Type": "String", "Overwrite": true,
        });
        world.client.must("ssm", "PutParameter", input).await;
    }
    assert_eq!(deployed(&world, &shop, "1").await, "one");
    world.seconds(601).await;
    assert_eq!(deployed(&world, &shop, "2").await, "two");
    world.seconds(601).await;
    // It stays what it was, whatever becomes of the parameter.
    world
        .client
        .must("ssm", "DeleteParameter", json!({"Name": "/shop/limits"}))
        .await;
    assert_eq!(shop.seen(&world, "c").await, "two");
    let gone = shop.deployment("AppConfig.AllAtOnce", "2");
    let error = world.call("StartDeployment", gone).await.unwrap_err();
    assert_eq!(error.code, "BadRequestException");
    assert!(
        error.message.contains("ParameterVersionNotFound")
            || error.message.contains("ParameterNotFound"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn from_an_object_of_s3() {
    let world = world().await;
    let reader = role(&world, "reader", json!("s3:GetObject*")).await;
    let root = &world.client;
    root.must("s3", "CreateBucket", json!({"Bucket": "limits-of-shop"}))
        .await;
    let on = json!({"Bucket": "limits-of-shop", "VersioningConfiguration": {"Status": "Enabled"}});
    root.must("s3", "PutBucketVersioning", on).await;
    let put =
        json!({"Bucket": "limits-of-shop", "Key": "a/b.json", "ContentType": "application/json"});
    let body = Some(bytes::Bytes::from_static(b"{\"most\": 7}"));
    let made = root.send("s3", "PutObject", put, body).await.unwrap();
    let version = text(&made.output["VersionId"]);
    let shop = profile_at(&world, "s3://limits-of-shop/a/b.json", &reader, json!({})).await;
    assert_eq!(deployed(&world, &shop, &version).await, "{\"most\": 7}");
}

#[tokio::test]
async fn from_a_secret_under_a_key() {
    let world = world().await;
    let reader = role(
        &world,
        "reader",
        json!(["secretsmanager:GetSecretValue", "kms:Decrypt"]),
    )
    .await;
    let made = world
        .client
        .must("secretsmanager", "CreateSecret", json!({"Name": "db", "SecretString": "hush", "ClientRequestToken": "00000000-0000-4000-8000-000000000001"}))
        .await;
    let shop = profile_at(&world, "secretsmanager://db", &reader, json!({})).await;
    let version = text(&made["VersionId"]);
    let input = shop.deployment("AppConfig.AllAtOnce", &version);
    assert_eq!(
        refusal(&world, "StartDeployment", input.clone()).await,
        "BadRequestException"
    );
    let key = world.client.must("kms", "CreateKey", json!({})).await;
    let mut input = input;
    input["KmsKeyIdentifier"] = key["KeyMetadata"]["KeyId"].clone();
    let started = world.ok("StartDeployment", input).await;
    assert_eq!(started["KmsKeyArn"], key["KeyMetadata"]["Arn"]);
    world.seconds(1).await;
    assert_eq!(shop.seen(&world, "c").await, "hush");
}

/// A role that may not read, and one that does not trust AppConfig.
#[tokio::test]
async fn roles_that_do_not_help() {
    let world = world().await;
    let input = json!({"Name": "/limits", "Value": "1", "Type": "String"});
    world.client.must("ssm", "PutParameter", input).await;
    let weak = role(&world, "weak", json!("s3:*")).await;
    let shop = profile_at(&world, "ssm-parameter:///limits", &weak, json!({})).await;
    let input = shop.deployment("AppConfig.AllAtOnce", "1");
    let error = world
        .call("StartDeployment", input.clone())
        .await
        .unwrap_err();
    assert_eq!(error.code, "BadRequestException");
    assert!(
        error.message.contains("ssm:GetParameter"),
        "{}",
        error.message
    );
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": "sqs.amazonaws.com"}, "Action": "sts:AssumeRole"}});
    let update = json!({"RoleName": "weak", "PolicyDocument": trust.to_string()});
    world
        .client
        .must("iam", "UpdateAssumeRolePolicy", update)
        .await;
    world.seconds(4_000).await;
    let error = world.call("StartDeployment", input).await.unwrap_err();
    assert!(
        error.message.contains("sts:AssumeRole"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn validators_judge_what_is_deployed() {
    let world = world().await;
    let schema = json!({"type": "object", "required": ["most"]}).to_string();
    let validators = json!([
        {"Type": "JSON_SCHEMA", "Content": schema}, {"Type": "LAMBDA", "Content": function::arn("likes")},
    ]);
    let shop = shop(&world, json!({"Validators": validators})).await;
    shop.put(&world, "{}").await;
    shop.put(&world, "{\"most\": 1}").await;
    let validate = |version: &str| shop.of_profile(json!({"ConfigurationVersion": version}));
    world.ok("ValidateConfiguration", validate("2")).await;
    for operation in ["ValidateConfiguration", "StartDeployment"] {
        let input = match operation {
            "StartDeployment" => shop.deployment("AppConfig.AllAtOnce", "1"),
            _ => validate("1"),
        };
        let error = world.call(operation, input).await.unwrap_err();
        assert_eq!(error.code, "BadRequestException");
        let (_, reason) = &error.fields[0];
        assert_eq!(reason.as_str(), Some("InvalidConfiguration"));
        let (_, details) = &error.fields[1];
        let first = &details
            .get("InvalidConfiguration")
            .unwrap()
            .as_list()
            .unwrap()[0];
        assert_eq!(first.str("Constraint"), Some("required"));
    }
    for (name, told) in [("dislikes", "I do not like it"), ("shut", "not authorized")] {
        let validators = json!([{"Type": "LAMBDA", "Content": function::arn(name)}]);
        let update = shop.of_profile(json!({"Validators": validators}));
        world.ok("UpdateConfigurationProfile", update).await;
        let error = world
            .call("ValidateConfiguration", validate("2"))
            .await
            .unwrap_err();
        assert!(error.message.contains(told), "{name}: {}", error.message);
    }
}
