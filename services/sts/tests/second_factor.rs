//! Second factors in front of sessions.

mod common;

use common::*;
use haneul_testkit::{Client, TestCloud, story};
use serde_json::{Value as Json, json};
use std::time::Duration;

const DEVICE: &str = "arn:aws:iam::111122223333:mfa/Ann";
const VAULT: &str = "arn:aws:iam::111122223333:role/Vault";

/// Ann with an enabled device, her key, and her seed.
async fn ann() -> (TestCloud, Client, String) {
    let cloud = cloud().await;
    let root = cloud.root();
    iam(&root, "CreateUser", json!({"UserName": "Ann"})).await;
    let made = iam(
        &root,
        "CreateVirtualMFADevice",
        json!({"VirtualMFADeviceName": "Ann"}),
    )
    .await;
    let seed = made["VirtualMFADevice"]["Base32StringSeed"]
        .as_str()
        .unwrap_or_default();
    let seed = base64(seed);
    let pair = json!({
        "UserName": "Ann", "SerialNumber": DEVICE,
        "AuthenticationCode1": code(&cloud, &seed, -1),
        "AuthenticationCode2": code(&cloud, &seed, 0),
    });
    iam(&root, "EnableMFADevice", pair).await;
    let document = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "sts:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*",
         "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"},
                       "NumericLessThan": {"aws:MultiFactorAuthAge": "600"}}},
    ]});
    let put = json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": document.to_string()});
    iam(&root, "PutUserPolicy", put).await;
    let key = iam(&root, "CreateAccessKey", json!({"UserName": "Ann"})).await;
    let ann = cloud.with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap_or_default());
    (cloud, ann, seed)
}

fn base64(text: &str) -> String {
    use data_encoding::BASE64;
    String::from_utf8(BASE64.decode(text.as_bytes()).unwrap()).unwrap()
}

fn code(cloud: &TestCloud, seed: &str, steps: i64) -> String {
    story::code(seed, cloud.cloud.clock.now().as_second(), steps).unwrap()
}

async fn taken(cloud: &TestCloud, client: &Client, operation: &str, input: Json) -> Client {
    let made = client.call("sts", operation, input).await.unwrap();
    cloud.with_key(made["Credentials"]["AccessKeyId"].as_str().unwrap())
}

async fn refusal(client: &Client, input: Json) -> String {
    let answer = client.call("sts", "GetSessionToken", input).await;
    let error = answer.unwrap_err();
    assert_eq!((&*error.code, error.status), ("AccessDenied", Some(403)));
    error.message
}

#[tokio::test]
async fn mfa_8_a_session_says_that_and_when_a_second_factor_was_shown() {
    let (cloud, ann, seed) = ann().await;
    cloud.advance(Duration::from_secs(30)).await;
    assert_eq!(
        ann.refusal("iam", "ListUsers", json!({})).await,
        "AccessDenied"
    );
    let plain = taken(&cloud, &ann, "GetSessionToken", json!({})).await;
    assert_eq!(
        plain.refusal("iam", "ListUsers", json!({})).await,
        "InvalidClientTokenId"
    );
    let shown = json!({"SerialNumber": DEVICE, "TokenCode": code(&cloud, &seed, 0)});
    let shown = taken(&cloud, &ann, "GetSessionToken", shown).await;
    shown.call("iam", "ListUsers", json!({})).await.unwrap();
    // It opens IAM, and nothing more of STS than any session.
    for session in [&plain, &shown] {
        session
            .call("sts", "GetCallerIdentity", json!({}))
            .await
            .unwrap();
        for (operation, input) in [
            ("GetSessionToken", json!({})),
            ("GetFederationToken", json!({"Name": "bob"})),
            ("GetAccessKeyInfo", json!({"AccessKeyId": "A".repeat(20)})),
            ("DecodeAuthorizationMessage", json!({"EncodedMessage": "x"})),
        ] {
            let refused = session.call("sts", operation, input).await.unwrap_err();
            assert_eq!(refused.code, "AccessDenied", "{operation}");
            let words = format!("Cannot call {operation} with session credentials");
            assert_eq!(refused.message, words);
        }
    }
    cloud.advance(Duration::from_secs(601)).await;
    assert_eq!(
        shown.refusal("iam", "ListUsers", json!({})).await,
        "AccessDenied"
    );
}

#[tokio::test]
async fn mfa_6_wrong_old_and_used_codes_are_refused() {
    let (cloud, ann, seed) = ann().await;
    cloud.advance(Duration::from_secs(60)).await;
    let with = |code: String| json!({"SerialNumber": DEVICE, "TokenCode": code});
    let wrong = "MultiFactorAuthentication failed with invalid MFA one time pass code.";
    for steps in [-2, 2, 100] {
        assert_eq!(refusal(&ann, with(code(&cloud, &seed, steps))).await, wrong);
    }
    let right = with(code(&cloud, &seed, 0));
    ann.call("sts", "GetSessionToken", right.clone())
        .await
        .unwrap();
    assert_eq!(refusal(&ann, right).await, wrong);
    // The one before it is used up with it; the one after it is not.
    assert_eq!(refusal(&ann, with(code(&cloud, &seed, -1))).await, wrong);
    ann.call("sts", "GetSessionToken", with(code(&cloud, &seed, 1)))
        .await
        .unwrap();
    let half = refusal(&ann, json!({"SerialNumber": DEVICE})).await;
    assert!(half.contains("must provide both"), "{half}");
    let ben = iam(&cloud.root(), "CreateUser", json!({"UserName": "Ben"})).await;
    assert_eq!(ben["User"]["UserName"], json!("Ben"));
    let key = iam(&cloud.root(), "CreateAccessKey", json!({"UserName": "Ben"})).await;
    let ben = cloud.with_key(key["AccessKey"]["AccessKeyId"].as_str().unwrap());
    let others = refusal(&ben, with(code(&cloud, &seed, 0))).await;
    assert!(others.contains("unable to validate MFA code"), "{others}");
}

#[tokio::test]
async fn a_role_may_ask_for_a_second_factor() {
    let (cloud, ann, seed) = ann().await;
    cloud.advance(Duration::from_secs(60)).await;
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/Ann"}, "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]});
    let role = json!({"RoleName": "Vault", "AssumeRolePolicyDocument": trust.to_string()});
    iam(&cloud.root(), "CreateRole", role).await;
    let plain = json!({"RoleArn": VAULT, "RoleSessionName": "xx"});
    assert_eq!(
        ann.refusal("sts", "AssumeRole", plain.clone()).await,
        "AccessDenied"
    );
    let mut shown = plain.clone();
    shown["SerialNumber"] = json!(DEVICE);
    shown["TokenCode"] = json!(code(&cloud, &seed, 0));
    ann.call("sts", "AssumeRole", shown.clone()).await.unwrap();
    assert_eq!(
        ann.refusal("sts", "AssumeRole", shown).await,
        "AccessDenied"
    );
    // A session that showed one hands it on.
    let next = json!({"SerialNumber": DEVICE, "TokenCode": code(&cloud, &seed, 1)});
    let session = taken(&cloud, &ann, "GetSessionToken", next).await;
    session.call("sts", "AssumeRole", plain).await.unwrap();
}
