//! Policies: what they may say, what they may be attached to, and what tag policies come to.

mod common;

use common::*;
use serde_json::{Value as Json, json};

fn create(kind: &str, name: &str, content: &str) -> Json {
    json!({"Type": kind, "Name": name, "Description": "d", "Content": content})
}

fn statement(statement: Json) -> String {
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

#[tokio::test]
async fn documents_are_checked_by_kind() {
    let scene = Scene::set().await;
    let deny = json!({"Effect": "Deny", "Action": "ec2:*", "Resource": "*"});
    let with = |name: &str, value: Json| {
        let mut wider = deny.clone();
        wider[name] = value;
        statement(wider)
    };
    let malformed = [
        (SCP, "{}".to_owned()),
        (SCP, "no json".to_owned()),
        (SCP, with("Principal", json!("*"))),
        (SCP, with("Effect", json!("Maybe"))),
        (SCP, json!({"Statement": [deny]}).to_string()),
        (RCP, statement(deny.clone())),
        (RCP, with("Principal", json!("*"))),
        (
            RCP,
            statement(json!({
                "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*",
            })),
        ),
        (
            RCP,
            statement(json!({
                "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*",
            })),
        ),
        (
            RCP,
            statement(json!({
                "Effect": "Deny", "Principal": {"AWS": OTHER}, "Action": "s3:*", "Resource": "*",
            })),
        ),
        (
            "TAG_POLICY",
            r#"{"tags": {"x": {"tag_key": "X"}}}"#.to_owned(),
        ),
        ("TAG_POLICY", statement(deny.clone())),
        ("AISERVICES_OPT_OUT_POLICY", r#"{"tags": {}}"#.to_owned()),
    ];
    for (kind, content) in malformed {
        let error = scene
            .management
            .org_no("CreatePolicy", create(kind, "p", &content))
            .await;
        assert_eq!(
            error.code, "MalformedPolicyDocumentException",
            "{kind} {content}"
        );
    }
    let sound = statement(json!({
        "Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:SendMessage"], "Resource": "*",
    }));
    scene
        .org("CreatePolicy", create(RCP, "sound", &sound))
        .await;
    let long = with("Sid", json!("a".repeat(5_120)));
    let error = scene
        .management
        .org_no("CreatePolicy", create(SCP, "long", &long))
        .await;
    assert_eq!(reason(&error), "POLICY_CONTENT_LIMIT_EXCEEDED");
    let error = scene
        .management
        .org_no("CreatePolicy", create("BACKUP_POLICY", "p", "{}"))
        .await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("NotImplemented", Some(501))
    );
    for kind in ["iam:user", "sqs", "s3:object"] {
        let enforced = json!({"tags": {"x": {"enforced_for": {"@@assign": [kind]}}}}).to_string();
        let error = scene
            .management
            .org_no("CreatePolicy", create("TAG_POLICY", "p", &enforced))
            .await;
        assert_eq!(error.code, "MalformedPolicyDocumentException", "{kind}");
    }
}

#[tokio::test]
async fn org_6_a_policy_is_attached_to_the_root_units_and_accounts() {
    let scene = Scene::set().await;
    let unit = scene.unit("Dev", &scene.root).await;
    let account = scene.account("dev").await;
    let policy = scene.denial("ec2:*").await;
    for target in [&scene.root, &unit, &account] {
        scene.attach(&policy, target).await;
        let again = json!({"PolicyId": policy, "TargetId": target});
        let error = scene.management.org_no("AttachPolicy", again).await;
        assert_eq!(error.code, "DuplicatePolicyAttachmentException");
        let filter = json!({"TargetId": target, "Filter": SCP});
        let attached = scene.org("ListPoliciesForTarget", filter).await;
        assert_eq!(
            attached["Policies"].as_array().map(Vec::len),
            Some(2),
            "{attached}"
        );
    }
    let targets = scene
        .org("ListTargetsForPolicy", json!({"PolicyId": policy}))
        .await;
    assert_eq!(targets["Targets"].as_array().map(Vec::len), Some(3));
    let error = scene
        .management
        .org_no("DeletePolicy", json!({"PolicyId": policy}))
        .await;
    assert_eq!(error.code, "PolicyInUseException");
    for target in [&scene.root, &unit, &account] {
        scene.detach(&policy, target).await;
    }
    scene.org("DeletePolicy", json!({"PolicyId": policy})).await;
    let error = scene
        .management
        .org_no("DescribePolicy", json!({"PolicyId": policy}))
        .await;
    assert_eq!(error.code, "PolicyNotFoundException");
}

#[tokio::test]
async fn attachments_have_limits() {
    let scene = Scene::set().await;
    let mut made = Vec::new();
    for number in 1..=5 {
        made.push(scene.denial(&format!("ec2:{number}")).await);
    }
    for policy in &made[..4] {
        scene.attach(policy, &scene.root).await;
    }
    let fifth = json!({"PolicyId": made[4], "TargetId": scene.root});
    let error = scene.management.org_no("AttachPolicy", fifth.clone()).await;
    assert_eq!(reason(&error), "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
    let error = scene.management.org_no("DetachPolicy", fifth).await;
    assert_eq!(error.code, "PolicyNotAttachedException");
    let account = scene.account("dev").await;
    let last = json!({"PolicyId": "p-FullAWSAccess", "TargetId": account});
    let error = scene.management.org_no("DetachPolicy", last).await;
    assert_eq!(reason(&error), "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED");
    let aws = json!({"PolicyId": "p-RCPFullAWSAccess", "TargetId": account});
    let error = scene.management.org_no("DetachPolicy", aws).await;
    assert_eq!(reason(&error), "NON_DETACHABLE_POLICY");
    for (operation, input) in [
        (
            "UpdatePolicy",
            json!({"PolicyId": "p-FullAWSAccess", "Name": "x"}),
        ),
        ("DeletePolicy", json!({"PolicyId": "p-FullAWSAccess"})),
        (
            "TagResource",
            json!({
                "ResourceId": "p-FullAWSAccess", "Tags": [{"Key": "a", "Value": "b"}],
            }),
        ),
    ] {
        let error = scene.management.org_no(operation, input).await;
        assert_eq!(reason(&error), "IMMUTABLE_POLICY");
    }
    let missing = json!({"PolicyId": made[4], "TargetId": "ou-none-aaaaaaaa"});
    let error = scene.management.org_no("AttachPolicy", missing).await;
    assert_eq!(error.code, "TargetNotFoundException");
}

#[tokio::test]
async fn a_changed_policy_binds_from_the_next_call_on() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let root = scene.cloud.root_of(&account);
    let policy = scene.denial("ec2:*").await;
    scene.attach(&policy, &account).await;
    root.ok("sqs", "ListQueues", json!({})).await;
    let deny = json!({"Effect": "Deny", "Action": "sqs:*", "Resource": "*"});
    let changed = json!({"PolicyId": policy, "Content": statement(deny), "Name": "no queues"});
    let told = scene.org("UpdatePolicy", changed).await;
    assert_eq!(told["Policy"]["PolicySummary"]["Name"], "no queues");
    root.capped("sqs", "ListQueues", json!({})).await;
    scene.denial("x:*").await;
    let taken = json!({"PolicyId": policy, "Name": "no x:*"});
    let error = scene.management.org_no("UpdatePolicy", taken).await;
    assert_eq!(error.code, "DuplicatePolicyException");
}

#[tokio::test]
async fn kinds_are_switched_on_and_off() {
    let scene = Scene::set().await;
    let on = json!({"RootId": scene.root, "PolicyType": SCP});
    let error = scene
        .management
        .org_no("EnablePolicyType", on.clone())
        .await;
    assert_eq!(error.code, "PolicyTypeAlreadyEnabledException");
    let policy = scene.denial("ec2:*").await;
    scene.attach(&policy, &scene.root).await;
    scene.org("DisablePolicyType", on.clone()).await;
    let error = scene
        .management
        .org_no("DisablePolicyType", on.clone())
        .await;
    assert_eq!(error.code, "PolicyTypeNotEnabledException");
    let attach = json!({"PolicyId": policy, "TargetId": scene.root});
    let error = scene.management.org_no("AttachPolicy", attach).await;
    assert_eq!(error.code, "PolicyTypeNotEnabledException");
    scene.org("EnablePolicyType", on).await;
    let filter = json!({"TargetId": scene.root, "Filter": SCP});
    let attached = scene.org("ListPoliciesForTarget", filter).await;
    assert_eq!(
        attached["Policies"].as_array().map(Vec::len),
        Some(1),
        "{attached}"
    );
    assert_eq!(attached["Policies"][0]["Id"], "p-FullAWSAccess");
}

#[tokio::test]
async fn tag_policies_are_merged_down_to_the_account() {
    let scene = Scene::set().await;
    let unit = scene.unit("Dev", &scene.root).await;
    let account = scene.account("dev").await;
    scene.move_to(&account, &scene.root, &unit).await;
    let effective = json!({"PolicyType": "TAG_POLICY", "TargetId": account});
    let error = scene
        .management
        .org_no("DescribeEffectivePolicy", effective.clone())
        .await;
    assert_eq!(error.code, "EffectivePolicyNotFoundException");
    scene
        .org(
            "EnablePolicyType",
            json!({"RootId": scene.root, "PolicyType": "TAG_POLICY"}),
        )
        .await;
    for (name, target, value) in [
        ("all", &scene.root, json!({"@@assign": ["100", "200"]})),
        ("dev", &unit, json!({"@@append": ["300"]})),
    ] {
        let content = json!({"tags": {"CostCenter": {
            "tag_key": {"@@assign": "CostCenter"}, "tag_value": value,
        }}});
        let made = scene
            .org(
                "CreatePolicy",
                create("TAG_POLICY", name, &content.to_string()),
            )
            .await;
        scene
            .attach(&text(&made["Policy"]["PolicySummary"]["Id"]), target)
            .await;
    }
    let merged = json!({"tags": {"costcenter": {
        "tag_key": "CostCenter", "tag_value": ["100", "200", "300"],
    }}});
    let own = scene.cloud.root_of(&account);
    for answer in [
        scene.org("DescribeEffectivePolicy", effective).await,
        own.org(
            "DescribeEffectivePolicy",
            json!({"PolicyType": "TAG_POLICY"}),
        )
        .await,
    ] {
        let content = text(&answer["EffectivePolicy"]["PolicyContent"]);
        assert_eq!(serde_json::from_str::<Json>(&content).unwrap(), merged);
        assert_eq!(answer["EffectivePolicy"]["TargetId"], json!(account));
    }
    let another = json!({"PolicyType": "TAG_POLICY", "TargetId": scene.management.account});
    let error = own.org_no("DescribeEffectivePolicy", another).await;
    assert_eq!(error.code, "AccessDeniedException");
}
