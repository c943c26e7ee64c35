//! Mobile push and text messages.

mod common;

use common::{text, world};
use haneul_pipeline::answer;
use haneul_testkit::ACCOUNT;
use serde_json::json;

#[tokio::test]
async fn pushes_reach_devices_that_take_them() {
    let world = world().await;
    let attributes = json!({ "PlatformCredential": "secret" });
    let input = json!({ "Name": "game", "Platform": "GCM", "Attributes": attributes });
    let application = world.ok("CreatePlatformApplication", input).await;
    let application = text(&application["PlatformApplicationArn"]);
    assert_eq!(
        application,
        format!("arn:aws:sns:us-east-1:{ACCOUNT}:app/GCM/game")
    );
    let shown = world
        .ok(
            "GetPlatformApplicationAttributes",
            json!({ "PlatformApplicationArn": application }),
        )
        .await;
    assert_eq!(shown["Attributes"], json!({ "Enabled": "true" }));
    let device = json!({ "PlatformApplicationArn": application, "Token": "phone-1" });
    let endpoint = text(&world.ok("CreatePlatformEndpoint", device.clone()).await["EndpointArn"]);
    assert_eq!(
        world.ok("CreatePlatformEndpoint", device).await["EndpointArn"],
        json!(endpoint)
    );
    let differs = json!({
        "PlatformApplicationArn": application, "Token": "phone-1", "CustomUserData": "x",
    });
    let refused = world.refusal("CreatePlatformEndpoint", differs).await;
    assert!(
        refused.contains("already exists with the same Token"),
        "{refused}"
    );
    let message = json!({ "default": "all", "GCM": "for phones" }).to_string();
    let push = json!({ "TargetArn": endpoint, "Message": message, "MessageStructure": "json" });
    world.ok("Publish", push.clone()).await;
    let topic = world.topic("scores").await;
    world
        .subscribe(&topic, "application", &endpoint, json!({}))
        .await;
    world.publish(&topic, "new record").await;
    let bodies: Vec<_> = world
        .sent("push")
        .into_iter()
        .map(|push| push.body)
        .collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.contains(&"for phones".to_owned()) && bodies.contains(&"new record".to_owned()));
    let off = json!({ "EndpointArn": endpoint, "Attributes": { "Enabled": "false" } });
    world.ok("SetEndpointAttributes", off).await;
    assert_eq!(
        world.refusal("Publish", push).await,
        "EndpointDisabled: Endpoint is disabled"
    );
    world.publish(&topic, "unseen").await;
    assert_eq!(world.sent("push").len(), 2);
    let input = json!({ "PlatformApplicationArn": application });
    let listed = world
        .ok("ListEndpointsByPlatformApplication", input.clone())
        .await;
    assert_eq!(
        listed["Endpoints"][0]["Attributes"]["Token"],
        json!("phone-1")
    );
    world.ok("DeletePlatformApplication", input).await;
    let listed = world.ok("ListPlatformApplications", json!({})).await;
    assert_eq!(listed["PlatformApplications"], json!([]));
}

#[tokio::test]
async fn text_messages_carry_what_was_set() {
    let world = world().await;
    let set =
        json!({ "attributes": { "DefaultSenderID": "SHOP", "DefaultSMSType": "Transactional" } });
    world.ok("SetSMSAttributes", set).await;
    let shown = world
        .ok(
            "GetSMSAttributes",
            json!({ "attributes": ["DefaultSMSType"] }),
        )
        .await;
    assert_eq!(
        shown["attributes"],
        json!({ "DefaultSMSType": "Transactional" })
    );
    let number = "+15551234567";
    world
        .ok(
            "Publish",
            json!({ "PhoneNumber": number, "Message": "your code: 42" }),
        )
        .await;
    let texts = world.sent("sms");
    assert_eq!(
        (texts[0].to.as_str(), texts[0].from.as_str()),
        (number, "SHOP")
    );
    assert_eq!(texts[0].body, "your code: 42");
    world
        .ok(
            "CreateSMSSandboxPhoneNumber",
            json!({ "PhoneNumber": number }),
        )
        .await;
    let code = world.sent("sms").pop().expect("a code").details[0]
        .1
        .clone();
    let verify = |code: &str| json!({ "PhoneNumber": number, "OneTimePassword": code });
    let refused = world
        .refusal("VerifySMSSandboxPhoneNumber", verify("000000"))
        .await;
    assert!(refused.starts_with("VerificationException"), "{refused}");
    world.ok("VerifySMSSandboxPhoneNumber", verify(&code)).await;
    let listed = world.ok("ListSMSSandboxPhoneNumbers", json!({})).await;
    assert_eq!(
        listed["PhoneNumbers"],
        json!([{ "PhoneNumber": number, "Status": "Verified" }])
    );
}

#[tokio::test]
async fn a_number_that_answers_stop_is_written_to_no_more() {
    let world = world().await;
    let topic = world.topic("news").await;
    let number = "+15551234567";
    world.subscribe(&topic, "sms", number, json!({})).await;
    world.publish(&topic, "one").await;
    let (store, now) = (&world.cloud.cloud.store, world.cloud.cloud.clock.now());
    let answered = store
        .transact(|tx| answer(tx, "a", number, "stop", now))
        .await;
    assert_eq!(answered, Ok(true));
    let to_nobody = store
        .transact(|tx| answer(tx, "b", "+1", "stop", now))
        .await;
    assert_eq!(to_nobody, Ok(false));
    world.seconds(0).await;
    world.publish(&topic, "two").await;
    assert_eq!(world.sent("sms").len(), 1);
    let input = json!({ "phoneNumber": number });
    let shown = world
        .ok("CheckIfPhoneNumberIsOptedOut", input.clone())
        .await;
    assert_eq!(shown["isOptedOut"], json!(true));
    let listed = world.ok("ListPhoneNumbersOptedOut", json!({})).await;
    assert_eq!(listed["phoneNumbers"], json!([number]));
    world.ok("OptInPhoneNumber", input).await;
    world.publish(&topic, "three").await;
    assert_eq!(world.sent("sms").len(), 2);
}
