//! Invitations, from both sides.

mod common;

use common::*;
use haneul_testkit::Client;
use serde_json::{Value as Json, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3_600);

async fn invite(scene: &Scene, kind: &str, id: &str) -> Json {
    let input = json!({"Target": {"Type": kind, "Id": id}, "Notes": "come"});
    let invited = scene.org("InviteAccountToOrganization", input).await;
    json!({"HandshakeId": invited["Handshake"]["Id"]})
}

async fn state(client: &Client, id: &Json) -> String {
    let told = client.org("DescribeHandshake", id.clone()).await;
    text(&told["Handshake"]["State"])
}

#[tokio::test]
async fn org_1_an_invited_account_joins_and_is_bound() {
    let scene = Scene::set().await;
    let other = scene.cloud.root_of(OTHER);
    let no_sqs = scene.denial("sqs:*").await;
    scene.attach(&no_sqs, &scene.root).await;
    other.ok("sqs", "ListQueues", json!({})).await;
    let id = invite(&scene, "ACCOUNT", OTHER).await;
    let received = other.org("ListHandshakesForAccount", json!({})).await;
    assert_eq!(received["Handshakes"][0]["Id"], id["HandshakeId"]);
    let resources = &received["Handshakes"][0]["Resources"];
    assert_eq!(resources[1], json!({"Type": "ACCOUNT", "Value": OTHER}));
    assert_eq!(resources[2], json!({"Type": "NOTES", "Value": "come"}));
    let accepted = other.org("AcceptHandshake", id.clone()).await;
    assert_eq!(accepted["Handshake"]["State"], "ACCEPTED");
    other.capped("sqs", "ListQueues", json!({})).await;
    let told = scene
        .org("DescribeAccount", json!({"AccountId": OTHER}))
        .await;
    assert_eq!(told["Account"]["JoinedMethod"], "INVITED");
    assert_eq!(
        other.org_no("AcceptHandshake", id.clone()).await.code,
        "HandshakeAlreadyInStateException"
    );
    assert_eq!(
        other.org_no("DeclineHandshake", id).await.code,
        "InvalidHandshakeTransitionException"
    );
    // An invited account may go when it likes, and is free from then on.
    other.org("LeaveOrganization", json!({})).await;
    other.ok("sqs", "ListQueues", json!({})).await;
}

#[tokio::test]
async fn invitations_are_declined_cancelled_and_expire() {
    let scene = Scene::set().await;
    let other = scene.cloud.root_of(OTHER);
    let id = invite(&scene, "ACCOUNT", OTHER).await;
    let again = json!({"Target": {"Type": "ACCOUNT", "Id": OTHER}});
    let error = scene
        .management
        .org_no("InviteAccountToOrganization", again)
        .await;
    assert_eq!(error.code, "DuplicateHandshakeException");
    other.org("DeclineHandshake", id.clone()).await;
    assert_eq!(state(&scene.management, &id).await, "DECLINED");

    let id = invite(&scene, "ACCOUNT", OTHER).await;
    assert_eq!(
        other.org_no("CancelHandshake", id.clone()).await.code,
        "AWSOrganizationsNotInUseException"
    );
    scene.org("CancelHandshake", id.clone()).await;
    assert_eq!(state(&other, &id).await, "CANCELED");

    let id = invite(&scene, "EMAIL", &format!("Account-{OTHER}@example.com")).await;
    assert_eq!(state(&other, &id).await, "OPEN");
    scene.cloud.advance(14 * DAY).await;
    assert_eq!(state(&other, &id).await, "OPEN");
    scene.cloud.advance(DAY).await;
    assert_eq!(state(&other, &id).await, "EXPIRED");
    assert_eq!(
        other.org_no("AcceptHandshake", id.clone()).await.code,
        "InvalidHandshakeTransitionException"
    );
    let sent = scene.org("ListHandshakesForOrganization", json!({})).await;
    assert_eq!(sent["Handshakes"].as_array().map(Vec::len), Some(3));
    scene.cloud.advance(31 * DAY).await;
    let sent = scene.org("ListHandshakesForOrganization", json!({})).await;
    assert_eq!(sent["Handshakes"], json!([]));
    assert_eq!(
        other.org_no("DescribeHandshake", id).await.code,
        "HandshakeNotFoundException"
    );
}

#[tokio::test]
async fn who_cannot_be_invited() {
    let scene = Scene::set().await;
    let member = scene.account("dev").await;
    let own = scene.management.account.clone();
    for (kind, id, why) in [
        ("ACCOUNT", member.as_str(), "ALREADY_IN_AN_ORGANIZATION"),
        ("ACCOUNT", own.as_str(), "ALREADY_IN_AN_ORGANIZATION"),
        ("EMAIL", "dev@example.com", "ALREADY_IN_AN_ORGANIZATION"),
        ("ACCOUNT", "12345", "INVALID_PATTERN_TARGET_ID"),
        ("EMAIL", "nobody", "INVALID_EMAIL_ADDRESS_TARGET"),
        ("ORGANIZATION", "o-aaaaaaaaaa", "INVALID_PARTY_TYPE_TARGET"),
    ] {
        let input = json!({"Target": {"Type": kind, "Id": id}});
        let error = scene
            .management
            .org_no("InviteAccountToOrganization", input)
            .await;
        assert_eq!(reason(&error), why, "{error}");
    }
    // Who joined another organisation meanwhile.
    let id = invite(&scene, "ACCOUNT", OTHER).await;
    let other = scene.cloud.root_of(OTHER);
    other.org("CreateOrganization", json!({})).await;
    let error = other.org_no("AcceptHandshake", id.clone()).await;
    assert_eq!(reason(&error), "ALREADY_IN_AN_ORGANIZATION");
    assert_eq!(state(&scene.management, &id).await, "OPEN");
    // Nobody else sees it.
    let stranger = scene.cloud.root_of("777788889999");
    assert_eq!(
        stranger.org_no("DescribeHandshake", id).await.code,
        "HandshakeNotFoundException"
    );
}
