//! The scenarios' parts that IAM plays.

mod common;

use common::*;
use serde_json::json;

/// Root delegates: SuperUser, group NetworkAdmin, user Luna.
#[tokio::test]
async fn s11_iam_5_12_14_15_16_delegation() {
    let cloud = cloud().await;
    let (root, superuser) = (cloud.root(), user(&cloud, "SuperUser").await);
    let text = policy("Allow", "iam:*", "*");
    let rights = json!({"UserName": "SuperUser", "PolicyName": "iam", "PolicyDocument": text});
    root.ok("PutUserPolicy", rights).await;
    let vpc = "arn:aws:iam::aws:policy/AmazonVPCFullAccess";
    superuser
        .all(&[
            ("CreateGroup", json!({"GroupName": "NetworkAdmin"})),
            (
                "AttachGroupPolicy",
                json!({"GroupName": "NetworkAdmin", "PolicyArn": vpc}),
            ),
            ("CreateUser", json!({"UserName": "Luna"})),
        ])
        .await;
    let luna = key_of(&cloud, "Luna").await;
    let decide = |client: &haneul_testkit::Client, action: &str| {
        decided(&cloud, &client.caller.principal, action)
    };
    assert!(!decide(&luna, "ec2:CreateVpc") && !decide(&luna, "s3:ListAllMyBuckets"));
    let join = json!({"GroupName": "NetworkAdmin", "UserName": "Luna"});
    superuser.ok("AddUserToGroup", join).await;
    assert!(decide(&luna, "ec2:CreateVpc") && !decide(&luna, "s3:ListAllMyBuckets"));
    assert!(decide(&superuser, "iam:CreateUser") && !decide(&superuser, "ec2:CreateVpc"));
}

/// AdministratorAccess in its JSON form.
#[tokio::test]
async fn s12_pol_1_administrator_access() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    let shown = root.ok("GetPolicy", json!({"PolicyArn": ADMIN})).await;
    let shown = &shown["Policy"];
    assert_eq!(shown["PolicyName"], "AdministratorAccess");
    let description = shown["Description"].as_str().unwrap_or_default();
    assert!(description.contains("full access"));
    let id = &shown["DefaultVersionId"];
    let ask = json!({"PolicyArn": ADMIN, "VersionId": id});
    let version = root.ok("GetPolicyVersion", ask).await;
    assert_eq!(
        version["PolicyVersion"]["Document"],
        "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22\
         %2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"
    );
    let attach = json!({"UserName": "Ann", "PolicyArn": ADMIN});
    root.ok("AttachUserPolicy", attach.clone()).await;
    ann.ok("GetAccountSummary", json!({})).await;
    let counted = root.ok("GetPolicy", json!({"PolicyArn": ADMIN})).await;
    assert_eq!(counted["Policy"]["AttachmentCount"], 1);
    root.ok("DetachUserPolicy", attach).await;
    ann.no("GetAccountSummary", json!({})).await;
}

/// Policy for one bucket; what documents must and must not say.
#[tokio::test]
async fn s13_iam_13_14_pol_4_5_list_and_get_only() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    let text = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:ListBucket",
         "Resource": "arn:aws:s3:::awsdoc-example-bucket"},
        {"Effect": "Allow", "Action": "s3:GetObject",
         "Resource": "arn:aws:s3:::awsdoc-example-bucket/*"},
        {"Effect": "Deny", "Action": "s3:GetObject",
         "Resource": "arn:aws:s3:::awsdoc-example-bucket/secret"},
    ]});
    let text = text.to_string();
    let inline = json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": text});
    root.ok("PutUserPolicy", inline).await;
    let table = [
        ("s3:ListBucket", "awsdoc-example-bucket", true),
        ("s3:GetObject", "awsdoc-example-bucket/open", true),
        ("s3:GetObject", "awsdoc-example-bucket/secret", false),
        ("s3:PutObject", "awsdoc-example-bucket/open", false),
        ("s3:DeleteObject", "awsdoc-example-bucket/open", false),
        ("s3:ListBucket", "other-bucket", false),
        ("s3:GetObject", "other-bucket/open", false),
    ];
    for (action, name, expected) in table {
        let resource = format!("arn:aws:s3:::{name}");
        let principal = &ann.caller.principal;
        assert_eq!(
            decided_on(&cloud, principal, action, &resource),
            expected,
            "{action} {name}"
        );
    }
    let bare = json!({"Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}]});
    let bare = json!({"UserName": "Ann", "PolicyName": "q", "PolicyDocument": bare.to_string()});
    let error = root.no("PutUserPolicy", bare).await;
    assert_eq!(error.code, "MalformedPolicyDocument");
    assert_eq!(error.message, "Policy statement must contain resources.");
    let role = json!({"RoleName": "r", "AssumeRolePolicyDocument": ec2_trust()});
    root.ok("CreateRole", role).await;
}

/// Groups for baristas and stock keepers.
#[tokio::test]
async fn s14_iam_7_9_17_groups_give_and_take_rights() {
    let cloud = cloud().await;
    let root = cloud.root();
    for (group, action) in [
        ("Barista", "sqs:ReceiveMessage"),
        ("Stock", "dynamodb:PutItem"),
        ("Cashier", "sqs:SendMessage"),
    ] {
        let text = policy("Allow", action, "*");
        let inline = json!({"GroupName": group, "PolicyName": "p", "PolicyDocument": text});
        root.ok("CreateGroup", json!({"GroupName": group})).await;
        root.ok("PutGroupPolicy", inline).await;
    }
    let mut people = Vec::new();
    for (name, group) in [("b1", "Barista"), ("b2", "Barista"), ("c1", "Cashier")] {
        people.push(user(&cloud, name).await.caller.principal);
        let join = json!({"UserName": name, "GroupName": group});
        root.ok("AddUserToGroup", join).await;
    }
    assert!(decided(&cloud, &people[0], "sqs:ReceiveMessage"));
    assert!(!decided(&cloud, &people[0], "dynamodb:PutItem"));
    assert!(!decided(&cloud, &people[2], "dynamodb:PutItem"));
    root.all(&[
        (
            "RemoveUserFromGroup",
            json!({"UserName": "b1", "GroupName": "Barista"}),
        ),
        (
            "AddUserToGroup",
            json!({"UserName": "b1", "GroupName": "Stock"}),
        ),
    ])
    .await;
    assert!(!decided(&cloud, &people[0], "sqs:ReceiveMessage"));
    assert!(decided(&cloud, &people[0], "dynamodb:PutItem"));
    assert!(decided(&cloud, &people[1], "sqs:ReceiveMessage"));
    assert_ne!(people[0].arn, people[1].arn);
}

fn decided(
    cloud: &haneul_testkit::TestCloud,
    principal: &haneul_policy::Principal,
    action: &str,
) -> bool {
    decided_on(cloud, principal, action, "*")
}

/// The decision on an action of a service that is not in this cloud.
fn decided_on(
    cloud: &haneul_testkit::TestCloud,
    principal: &haneul_policy::Principal,
    action: &str,
    resource: &str,
) -> bool {
    use haneul_policy::{Context, Policies, Question, decide};
    let inner = &cloud.cloud;
    let found = inner
        .store
        .read(|tx| inner.identity.policies(tx, "aws", principal))
        .expect("the directory answers");
    let mut context = Context::new();
    principal.describe(&mut context);
    let question = Question {
        principal,
        action,
        resource,
        resource_account: &principal.account,
        context: &context,
    };
    let policies = Policies {
        identity: &found.identity,
        boundary: found.boundary.as_ref(),
        ..Policies::default()
    };
    !found.gone && decide(&question, &policies).allowed
}
