//! What may be done when: deleting, closing, inviting, and what the resource policy may say.

mod common;

use common::*;
use serde_json::{Value as Json, json};
use std::time::Duration;

#[tokio::test]
async fn an_organization_stays_while_an_account_is_being_opened() {
    let scene = Scene::set().await;
    let input = json!({"AccountName": "dev", "Email": "dev@example.com"});
    scene.org("CreateAccount", input).await;
    let error = scene
        .management
        .org_no("DeleteOrganization", json!({}))
        .await;
    assert_eq!(error.code, "OrganizationNotEmptyException");
    scene.cloud.advance(Duration::from_secs(10)).await;
    let accounts = scene.org("ListAccounts", json!({})).await;
    assert_eq!(accounts["Accounts"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn three_accounts_are_closed_at_a_time() {
    let scene = Scene::set().await;
    let mut accounts = Vec::new();
    for n in 0..4 {
        accounts.push(scene.account(&format!("dev{n}")).await);
    }
    let close = |n: usize| json!({"AccountId": accounts[n]});
    for n in 0..3 {
        scene.org("CloseAccount", close(n)).await;
    }
    let error = scene.management.org_no("CloseAccount", close(3)).await;
    assert_eq!(reason(&error), "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED");
    scene.cloud.advance(Duration::from_secs(60)).await;
    scene.org("CloseAccount", close(3)).await;
}

#[tokio::test]
async fn closing_takes_all_features() {
    let cloud = cloud().await;
    let management = cloud.root();
    let billing = json!({"FeatureSet": "CONSOLIDATED_BILLING"});
    management.org("CreateOrganization", billing).await;
    let error = management
        .org_no("CloseAccount", json!({"AccountId": OTHER}))
        .await;
    assert_eq!(reason(&error), "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE");
}

#[tokio::test]
async fn an_address_is_invited_once_in_whatever_case() {
    let scene = Scene::set().await;
    let by_email = |email: &str| json!({"Target": {"Type": "EMAIL", "Id": email}});
    scene
        .org("InviteAccountToOrganization", by_email("Ann@Example.com"))
        .await;
    let again = by_email("ann@example.COM");
    let error = scene
        .management
        .org_no("InviteAccountToOrganization", again)
        .await;
    assert_eq!(error.code, "DuplicateHandshakeException");
    // An account is invited by its number or by its address.
    let number = json!({"Target": {"Type": "ACCOUNT", "Id": OTHER}});
    scene.org("InviteAccountToOrganization", number).await;
    let again = by_email(&format!("Account-{OTHER}@example.com"));
    let error = scene
        .management
        .org_no("InviteAccountToOrganization", again)
        .await;
    assert_eq!(error.code, "DuplicateHandshakeException");
}

#[tokio::test]
async fn names_of_service_linked_roles_are_no_names_for_the_role() {
    let scene = Scene::set().await;
    let input = json!({
        "AccountName": "dev", "Email": "dev@example.com", "RoleName": "AWSServiceRoleForX",
    });
    let error = scene.management.org_no("CreateAccount", input).await;
    assert_eq!(reason(&error), "INVALID_ROLE_NAME");
}

fn document(statements: Json) -> Json {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    json!({"Content": document.to_string()})
}

fn to(principal: Json, effect: &str, action: &str) -> Json {
    json!({"Effect": effect, "Principal": principal, "Action": action, "Resource": "*"})
}

#[tokio::test]
async fn the_resource_policy_names_members() {
    let scene = Scene::set().await;
    let account = scene.account("security").await;
    let root = format!("arn:aws:iam::{account}:root");
    for (principal, effect, sound) in [
        (json!({"AWS": root}), "Allow", true),
        (json!({"AWS": account}), "Allow", true),
        (json!("*"), "Deny", true),
        (json!("*"), "Allow", false),
        (json!({"AWS": OTHER}), "Allow", false),
        (json!({"Service": "ec2.amazonaws.com"}), "Allow", false),
    ] {
        let put = document(json!([to(principal, effect, "organizations:ListRoots")]));
        if sound {
            scene.org("PutResourcePolicy", put).await;
        } else {
            let error = scene.management.org_no("PutResourcePolicy", put).await;
            assert_eq!(reason(&error), "INVALID_PRINCIPAL");
        }
    }
}

#[tokio::test]
async fn the_resource_policy_lets_members_look_at_what_is_not_their_own() {
    let scene = Scene::set().await;
    let account = scene.account("security").await;
    let member = scene.cloud.root_of(&account);
    let kind = json!({"RootId": scene.root, "PolicyType": "TAG_POLICY"});
    scene.org("EnablePolicyType", kind).await;
    let content = r#"{"tags": {"x": {"tag_key": {"@@assign": "X"}}}}"#;
    let made = json!({"Type": "TAG_POLICY", "Name": "t", "Description": "", "Content": content});
    let made = scene.org("CreatePolicy", made).await;
    scene
        .attach(&text(&made["Policy"]["PolicySummary"]["Id"]), &scene.root)
        .await;
    let invite = json!({"Target": {"Type": "ACCOUNT", "Id": OTHER}});
    let sent = scene.org("InviteAccountToOrganization", invite).await;
    let handshake = json!({"HandshakeId": sent["Handshake"]["Id"]});
    let others = json!({"PolicyType": "TAG_POLICY", "TargetId": scene.management.account});
    let own = json!({"PolicyType": "TAG_POLICY"});
    member.org("DescribeEffectivePolicy", own.clone()).await;
    member
        .org_no("DescribeEffectivePolicy", others.clone())
        .await;
    member.org_no("DescribeHandshake", handshake.clone()).await;
    let actions = [
        "organizations:DescribeEffectivePolicy",
        "organizations:DescribeHandshake",
    ];
    let allowed = actions.map(|action| to(json!({"AWS": account}), "Allow", action));
    scene
        .org("PutResourcePolicy", document(json!(allowed)))
        .await;
    member.org("DescribeEffectivePolicy", others.clone()).await;
    member.org("DescribeHandshake", handshake.clone()).await;
    let another = scene.account("another").await;
    let another = scene.cloud.root_of(&another);
    another.org("DescribeEffectivePolicy", own).await;
    another.org_no("DescribeEffectivePolicy", others).await;
    another.org_no("DescribeHandshake", handshake).await;
}

#[tokio::test]
async fn what_the_resource_policy_denies_no_delegated_administrator_sees() {
    const CONFIG: &str = "config.amazonaws.com";
    let scene = Scene::set().await;
    let account = scene.account("security").await;
    let member = scene.cloud.root_of(&account);
    scene
        .org(
            "EnableAWSServiceAccess",
            json!({"ServicePrincipal": CONFIG}),
        )
        .await;
    let register = json!({"AccountId": account, "ServicePrincipal": CONFIG});
    scene.org("RegisterDelegatedAdministrator", register).await;
    member.org("ListAccounts", json!({})).await;
    let deny = to(
        json!({"AWS": account}),
        "Deny",
        "organizations:ListAccounts",
    );
    scene
        .org("PutResourcePolicy", document(json!([deny])))
        .await;
    let error = member.org_no("ListAccounts", json!({})).await;
    assert!(error.message.contains("explicit deny"), "{error}");
    // What it does not deny they see as before.
    member.org("ListRoots", json!({})).await;
}
