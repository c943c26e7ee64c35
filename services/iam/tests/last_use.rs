//! When keys and roles were last used.

mod common;

use common::*;
use haneul_pipeline::background;
use serde_json::json;
use std::time::Duration;

async fn used(root: &haneul_testkit::Client, key: &str) -> serde_json::Value {
    let input = json!({"AccessKeyId": key});
    root.ok("GetAccessKeyLastUsed", input).await
}

#[tokio::test]
async fn a_key_tells_when_and_where_it_was_used() {
    let cloud = cloud().await;
    let root = cloud.root();
    let ann = user(&cloud, "Ann").await;
    let key = ann.caller.access_key.clone();
    let never = json!({"ServiceName": "N/A", "Region": "N/A"});
    assert_eq!(used(&root, &key).await["AccessKeyLastUsed"], never);
    // A refused call is a use as well.
    ann.no("ListUsers", json!({})).await;
    let first = used(&root, &key).await;
    assert_eq!(first["UserName"], json!("Ann"));
    assert_eq!(first["AccessKeyLastUsed"]["ServiceName"], json!("iam"));
    assert_eq!(first["AccessKeyLastUsed"]["Region"], json!("us-east-1"));
    background::flush(&cloud.cloud).await;
    cloud.advance(Duration::from_secs(3_600)).await;
    ann.in_region("eu-west-1").no("ListUsers", json!({})).await;
    let later = used(&root, &key).await["AccessKeyLastUsed"].clone();
    assert_eq!(later["Region"], json!("eu-west-1"));
    let date = |of: &serde_json::Value| of["LastUsedDate"].as_f64().unwrap() as i64;
    assert_eq!(date(&later) - date(&first["AccessKeyLastUsed"]), 3_600);
    let error = root
        .no(
            "GetAccessKeyLastUsed",
            json!({"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}),
        )
        .await;
    assert_eq!(error.code, "AccessDenied");
    let other = cloud.root_of("444455556666");
    let error = other
        .no("GetAccessKeyLastUsed", json!({"AccessKeyId": key}))
        .await;
    assert!(
        error
            .message
            .ends_with(&format!("on resource: access key {key}"))
    );
}

#[tokio::test]
async fn a_role_tells_when_it_was_used() {
    let cloud = cloud().await;
    let root = cloud.root();
    let role = json!({"RoleName": "runner", "AssumeRolePolicyDocument": ec2_trust()});
    let role = root.ok("CreateRole", role).await["Role"].clone();
    let last_used = async || {
        let got = root.ok("GetRole", json!({"RoleName": "runner"})).await;
        got["Role"]["RoleLastUsed"].clone()
    };
    assert_eq!(last_used().await, json!({}));
    let mut session = cloud.root().caller;
    session.principal.arn = "arn:aws:sts::111122223333:assumed-role/runner/one".to_owned();
    session.principal.user_id = format!("{}:one", role["RoleId"].as_str().unwrap());
    session.principal.kind = haneul_policy::PrincipalKind::AssumedRole {
        role_arn: role["Arn"].as_str().unwrap().to_owned(),
    };
    let session = cloud.as_caller(session);
    session.no("ListUsers", json!({})).await;
    assert_eq!(last_used().await["Region"], json!("us-east-1"));
    // What a role did goes with it, from memory and from the store.
    background::flush(&cloud.cloud).await;
    root.ok("DeleteRole", json!({"RoleName": "runner"})).await;
    // A session that is left over still calls, and is refused.
    session.no("ListUsers", json!({})).await;
    background::flush(&cloud.cloud).await;
    let id = role["RoleId"].as_str().unwrap();
    let left = cloud.cloud.store.read(|tx| {
        let scope = haneul_store::Scope::new("aws", "111122223333", "");
        cloud.cloud.last_uses.of(tx, scope, id)
    });
    assert_eq!(left.unwrap(), []);
}
