//! Trust policies name people, not names.

mod common;

use common::*;
use serde_json::{Value as Json, json};

async fn shown(client: &haneul_testkit::Client) -> Json {
    let got = client.ok("GetRole", json!({"RoleName": "r"})).await;
    let text = got["Role"]["AssumeRolePolicyDocument"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => {
                let digits = [rest.next().unwrap_or(0), rest.next().unwrap_or(0)];
                let digits = std::str::from_utf8(&digits).unwrap_or_default();
                bytes.push(u8::from_str_radix(digits, 16).unwrap_or_default());
            }
            other => bytes.push(other),
        }
    }
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn named(document: &Json) -> &Json {
    &document["Statement"][0]["Principal"]["AWS"]
}

#[tokio::test]
async fn whoever_is_named_must_exist() {
    let cloud = cloud().await;
    let root = cloud.root();
    let create = |who: &str| {
        let text = trust(json!({"AWS": who}));
        json!({"RoleName": "r", "AssumeRolePolicyDocument": text})
    };
    let nobody = "arn:aws:iam::111122223333:user/nobody";
    let error = root.no("CreateRole", create(nobody)).await;
    assert_eq!(error.code, "MalformedPolicyDocument");
    assert_eq!(
        error.message,
        format!("Invalid principal in policy: \"AWS\":\"{nobody}\"")
    );
    // Somebody of another account will do, and so will an account.
    let other = cloud.root_of("444455556666");
    other
        .ok("CreateUser", json!({"UserName": "far", "Path": "/a/"}))
        .await;
    let wrong_path = "arn:aws:iam::444455556666:user/far";
    root.no("CreateRole", create(wrong_path)).await;
    root.ok("CreateRole", create("arn:aws:iam::444455556666:user/a/far"))
        .await;
    for who in ["444455556666", "arn:aws:iam::999988887777:root", "*"] {
        let text = trust(json!({"AWS": who}));
        root.ok(
            "UpdateAssumeRolePolicy",
            json!({"RoleName": "r", "PolicyDocument": text}),
        )
        .await;
        assert_eq!(named(&shown(&root).await), who);
    }
}

#[tokio::test]
async fn who_takes_a_name_is_not_trusted_for_it() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = "arn:aws:iam::111122223333:user/Ann";
    let first = user(&cloud, "Ann").await.caller;
    let text = trust(json!({"AWS": arn}));
    root.ok(
        "CreateRole",
        json!({"RoleName": "r", "AssumeRolePolicyDocument": text}),
    )
    .await;
    assert_eq!(named(&shown(&root).await), arn);
    let rename = json!({"UserName": "Ann", "NewUserName": "Anna"});
    root.ok("UpdateUser", rename).await;
    assert_eq!(
        named(&shown(&root).await),
        "arn:aws:iam::111122223333:user/Anna"
    );
    root.all(&[
        (
            "DeleteAccessKey",
            json!({"UserName": "Anna", "AccessKeyId": first.access_key}),
        ),
        ("DeleteUser", json!({"UserName": "Anna"})),
        ("CreateUser", json!({"UserName": "Ann"})),
    ])
    .await;
    assert_eq!(named(&shown(&root).await), &json!(first.principal.user_id));
}

#[tokio::test]
async fn a_trust_policy_keeps_its_text() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": "Ann"})).await;
    let arn = "arn:aws:iam::111122223333:user/Ann";
    let text = format!(
        "{{ \"Statement\": {{\n \"Action\": \"sts:AssumeRole\", \"Effect\": \"Allow\",\n \
         \"Principal\": {{\"AWS\": [\"{arn}\", \"444455556666\"]}} }}, \"Version\": \"2012-10-17\" }}"
    );
    let input = json!({"RoleName": "r", "AssumeRolePolicyDocument": text});
    let made = root.ok("CreateRole", input).await;
    let encoded = made["Role"]["AssumeRolePolicyDocument"]
        .as_str()
        .unwrap_or_default();
    assert!(
        encoded.starts_with("%7B%20%22Statement%22%3A%20%7B%0A%20%22Action%22"),
        "{encoded}"
    );
}
