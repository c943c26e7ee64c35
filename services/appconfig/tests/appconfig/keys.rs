use crate::cloud::{decoded, refusal, shop, world};
use haneul_testkit::text;
use serde_json::{Value as Json, json};

/// A version under a key is there for whom KMS lets, in the store and on its way to clients.
#[tokio::test]
async fn hosted_versions_under_a_key() {
    let world = world().await;
    let key = world.client.must("kms", "CreateKey", json!({})).await;
    let arn = text(&key["KeyMetadata"]["Arn"]);
    let shop = shop(&world, json!({"KmsKeyIdentifier": arn})).await;
    let made = world
        .ok("CreateHostedConfigurationVersion", shop.version("hush"))
        .await;
    assert_eq!(made["KmsKeyArn"].as_str(), Some(arn.as_str()));
    let get = shop.of_profile(json!({"VersionNumber": 1}));
    let got = world.ok("GetHostedConfigurationVersion", get.clone()).await;
    assert_eq!(decoded(&got["Content"]), "hush");
    let number = shop.deploy(&world, "AppConfig.AllAtOnce", 1).await;
    world.seconds(601).await;
    assert_eq!(
        shop.shown(&world, number).await["KmsKeyArn"].as_str(),
        Some(arn.as_str())
    );
    assert_eq!(shop.seen(&world, "c").await, "hush");
    // A user who may do everything but decrypt.
    let iam = |operation: &'static str, input: Json| world.client.must("iam", operation, input);
    iam("CreateUser", json!({"UserName": "u"})).await;
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "appconfig:*", "Resource": "*"}});
    let policy = json!({"UserName": "u", "PolicyName": "p", "PolicyDocument": policy.to_string()});
    iam("PutUserPolicy", policy).await;
    let access = iam("CreateAccessKey", json!({"UserName": "u"})).await;
    let user = world
        .cloud
        .with_key(access["AccessKey"]["AccessKeyId"].as_str().unwrap());
    let read = json!({
        "Application": "shop", "Environment": "prod", "Configuration": "limits", "ClientId": "c",
    });
    for (operation, input) in [
        ("GetHostedConfigurationVersion", get.clone()),
        ("GetConfiguration", read.clone()),
    ] {
        assert_eq!(
            user.refusal("appconfig", operation, input).await,
            "AccessDeniedException"
        );
    }
    world
        .client
        .must("kms", "DisableKey", json!({"KeyId": arn}))
        .await;
    assert_eq!(
        refusal(&world, "GetConfiguration", read).await,
        "BadRequestException"
    );
    // Without a key from now on.
    let update = shop.of_profile(json!({"KmsKeyIdentifier": ""}));
    assert_eq!(
        world.ok("UpdateConfigurationProfile", update).await["KmsKeyArn"],
        Json::Null
    );
    shop.publish(&world, "loud").await;
    assert_eq!(shop.seen(&world, "c").await, "loud");
}
