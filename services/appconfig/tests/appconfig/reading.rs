use crate::cloud::{Shop, decoded, refusal, shop, world};
use haneul_testkit::{World, text};
use serde_json::{Value as Json, json};

async fn session(world: &World, shop: &Shop, more: Json) -> String {
    let mut input = json!({
        "ApplicationIdentifier": shop.application, "EnvironmentIdentifier": "prod",
        "ConfigurationProfileIdentifier": shop.profile,
    });
    crate::cloud::merge(&mut input, &more);
    let started = world
        .client
        .must("appconfigdata", "StartConfigurationSession", input)
        .await;
    text(&started["InitialConfigurationToken"])
}

async fn latest(world: &World, token: &str) -> Json {
    let input = json!({"ConfigurationToken": token});
    world
        .client
        .must("appconfigdata", "GetLatestConfiguration", input)
        .await
}

async fn problem(world: &World, token: &str) -> String {
    let input = json!({"ConfigurationToken": token});
    let refused = world
        .client
        .call("appconfigdata", "GetLatestConfiguration", input)
        .await;
    let error = refused.unwrap_err();
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("BadRequestException", Some(400))
    );
    let details = error
        .fields
        .iter()
        .find(|(name, _)| *name == "Details")
        .unwrap();
    let parameters = details.1.get("InvalidParameters").unwrap();
    let problem = parameters.entry("ConfigurationToken").unwrap();
    problem.str("Problem").unwrap().to_owned()
}

/// Fact SSA-1: what is deployed is what clients get, once.
#[tokio::test]
async fn ssa_1_sessions_get_what_is_new() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    shop.publish(&world, "{\"most\": 1}").await;
    let first = session(&world, &shop, json!({})).await;
    let got = latest(&world, &first).await;
    assert_eq!(decoded(&got["Configuration"]), "{\"most\": 1}");
    assert_eq!(
        (&got["ContentType"], &got["NextPollIntervalInSeconds"]),
        (&json!("application/json"), &json!(60))
    );
    let second = text(&got["NextPollConfigurationToken"]);
    assert_eq!(problem(&world, &second).await, "PollIntervalNotSatisfied");
    world.seconds(60).await;
    let got = latest(&world, &second).await;
    assert_eq!(decoded(&got["Configuration"]), "");
    let third = text(&got["NextPollConfigurationToken"]);
    shop.publish(&world, "{\"most\": 2}").await;
    let got = latest(&world, &third).await;
    assert_eq!(decoded(&got["Configuration"]), "{\"most\": 2}");
    world.seconds(86_400).await;
    let late = text(&got["NextPollConfigurationToken"]);
    assert_eq!(problem(&world, &late).await, "Expired");
    for token in ["x", "", "AAAA"] {
        if !token.is_empty() {
            assert_eq!(problem(&world, token).await, "Corrupted", "{token}");
        }
    }
    let mut forged = first.clone().into_bytes();
    forged[20] = if forged[20] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    assert_eq!(problem(&world, &forged).await, "Corrupted");
}

#[tokio::test]
async fn sessions_say_how_often_they_ask() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    shop.publish(&world, "1").await;
    let often = json!({"RequiredMinimumPollIntervalInSeconds": 15});
    let token = session(&world, &shop, often).await;
    let got = latest(&world, &token).await;
    assert_eq!(got["NextPollIntervalInSeconds"], 15);
    let token = text(&got["NextPollConfigurationToken"]);
    world.seconds(14).await;
    assert_eq!(problem(&world, &token).await, "PollIntervalNotSatisfied");
    world.seconds(1).await;
    latest(&world, &token).await;
}

#[tokio::test]
async fn what_is_not_there() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    let kind = |error: haneul_pipeline::AwsError| {
        assert_eq!(
            (error.code.as_ref(), error.status),
            ("ResourceNotFoundException", Some(404))
        );
        let found = error
            .fields
            .iter()
            .find(|(name, _)| *name == "ResourceType");
        found.unwrap().1.as_str().unwrap().to_owned()
    };
    for (member, expected) in [
        ("ApplicationIdentifier", "Application"),
        ("EnvironmentIdentifier", "Environment"),
        ("ConfigurationProfileIdentifier", "ConfigurationProfile"),
    ] {
        let mut input = json!({
            "ApplicationIdentifier": "shop", "EnvironmentIdentifier": "prod",
            "ConfigurationProfileIdentifier": "limits",
        });
        input[member] = json!("none");
        let refused = world
            .client
            .call("appconfigdata", "StartConfigurationSession", input)
            .await;
        assert_eq!(kind(refused.unwrap_err()), expected);
    }
    let token = session(&world, &shop, json!({})).await;
    let input = json!({"ConfigurationToken": token});
    let refused = world
        .client
        .call("appconfigdata", "GetLatestConfiguration", input)
        .await;
    assert_eq!(kind(refused.unwrap_err()), "Deployment");
}

/// A token is its account's alone, and its reader needs leave.
#[tokio::test]
async fn tokens_are_good_for_their_readers() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    shop.publish(&world, "1").await;
    let token = session(&world, &shop, json!({})).await;
    let input = json!({"ConfigurationToken": token});
    let other = world.cloud.root_of("444455556666");
    let code = other
        .refusal("appconfigdata", "GetLatestConfiguration", input.clone())
        .await;
    assert_eq!(code, "AccessDeniedException");
    let iam = |operation: &'static str, input: Json| world.client.must("iam", operation, input);
    iam("CreateUser", json!({"UserName": "u"})).await;
    let key = iam("CreateAccessKey", json!({"UserName": "u"})).await;
    let user = world
        .cloud
        .with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap());
    let code = user
        .refusal("appconfigdata", "GetLatestConfiguration", input.clone())
        .await;
    assert_eq!(code, "AccessDeniedException");
    let resource = format!(
        "arn:aws:appconfig:us-east-1:111122223333:application/{}/environment/{}/configuration/{}",
        shop.application, shop.environment, shop.profile
    );
    let policy = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "appconfig:GetLatestConfiguration", "Resource": resource}});
    let policy = json!({"UserName": "u", "PolicyName": "p", "PolicyDocument": policy.to_string()});
    iam("PutUserPolicy", policy).await;
    user.must("appconfigdata", "GetLatestConfiguration", input)
        .await;
}

/// The old way: who has the version already gets nothing.
#[tokio::test]
async fn get_configuration() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    let mut input = json!({
        "Application": "shop", "Environment": "prod", "Configuration": "limits", "ClientId": "c",
    });
    let code = refusal(&world, "GetConfiguration", input.clone()).await;
    assert_eq!(code, "ResourceNotFoundException");
    shop.publish(&world, "1").await;
    let got = world.ok("GetConfiguration", input.clone()).await;
    assert_eq!(
        (
            decoded(&got["Content"]).as_str(),
            &got["ConfigurationVersion"]
        ),
        ("1", &json!("1"))
    );
    input["ClientConfigurationVersion"] = json!("1");
    assert_eq!(
        decoded(&world.ok("GetConfiguration", input).await["Content"]),
        ""
    );
}
