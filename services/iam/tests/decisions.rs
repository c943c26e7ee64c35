//! What the policies of real users, groups and roles come to, through the one path.

mod common;

use common::*;
use haneul_testkit::TestCloud;
use serde_json::{Value as Json, json};

/// May the key's holder list users?
async fn may(client: &haneul_testkit::Client, operation: &str, input: Json) -> bool {
    match client.call("iam", operation, input).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(
                (error.code.as_ref(), error.status),
                ("AccessDenied", Some(403)),
                "{error}"
            );
            false
        }
    }
}

#[tokio::test]
async fn iam_6_a_new_user_may_do_nothing() {
    let cloud = cloud().await;
    let ann = user(&cloud, "Ann").await;
    let table = [
        (
            "ListUsers",
            json!({}),
            "iam:ListUsers on resource: arn:aws:iam::111122223333:user/",
        ),
        ("GetUser", json!({}), "iam:GetUser on resource: user Ann"),
        (
            "GetUser",
            json!({"UserName": "Ann"}),
            "iam:GetUser on resource: user Ann",
        ),
        (
            "GetUser",
            json!({"UserName": "nobody"}),
            "iam:GetUser on resource: user nobody",
        ),
        (
            "ListAccessKeys",
            json!({}),
            "iam:ListAccessKeys on resource: user Ann",
        ),
        (
            "CreateUser",
            json!({"UserName": "x", "Path": "/a/"}),
            "iam:CreateUser on resource: arn:aws:iam::111122223333:user/a/x",
        ),
        (
            "CreateGroup",
            json!({"GroupName": "x"}),
            "iam:CreateGroup on resource: arn:aws:iam::111122223333:group/x",
        ),
        (
            "GetRole",
            json!({"RoleName": "x"}),
            "iam:GetRole on resource: role x",
        ),
        (
            "CreatePolicy",
            json!({"PolicyName": "x", "PolicyDocument": "{}"}),
            "iam:CreatePolicy on resource: policy x",
        ),
        (
            "GetPolicy",
            json!({"PolicyArn": ADMIN}),
            "iam:GetPolicy on resource: policy arn:aws:iam::aws:policy/AdministratorAccess",
        ),
        (
            "ListPolicies",
            json!({}),
            "iam:ListPolicies on resource: policy path /",
        ),
        (
            "GetInstanceProfile",
            json!({"InstanceProfileName": "x"}),
            "iam:GetInstanceProfile on resource: instance profile x",
        ),
        (
            "GetAccountSummary",
            json!({}),
            "iam:GetAccountSummary on resource: *",
        ),
    ];
    for (operation, input, what) in table {
        let error = ann.no(operation, input).await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            ("AccessDenied", Some(403))
        );
        let expected = format!(
            "User: arn:aws:iam::111122223333:user/Ann is not authorized to perform: {what} because \
             no identity-based policy allows the iam:{operation} action"
        );
        assert_eq!(error.message, expected);
    }
}

#[tokio::test]
async fn iam_8_a_groups_policies_are_its_members() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    root.ok("CreateGroup", json!({"GroupName": "readers"}))
        .await;
    let attach = json!({"GroupName": "readers", "PolicyArn": READ_ONLY});
    root.ok("AttachGroupPolicy", attach.clone()).await;
    let member = json!({"GroupName": "readers", "UserName": "Ann"});
    assert!(!may(&ann, "ListUsers", json!({})).await);
    root.ok("AddUserToGroup", member.clone()).await;
    assert!(may(&ann, "ListUsers", json!({})).await);
    assert!(!may(&ann, "CreateUser", json!({"UserName": "x"})).await);
    root.ok("RemoveUserFromGroup", member.clone()).await;
    assert!(!may(&ann, "ListUsers", json!({})).await);
    root.ok("AddUserToGroup", member).await;
    root.ok("DetachGroupPolicy", attach).await;
    assert!(!may(&ann, "ListUsers", json!({})).await);
    let text = policy("Allow", "iam:ListUsers", "*");
    let inline = json!({"GroupName": "readers", "PolicyName": "p", "PolicyDocument": text});
    root.ok("PutGroupPolicy", inline).await;
    assert!(may(&ann, "ListUsers", json!({})).await);
    // Members follow a group to its new name.
    let rename = json!({"GroupName": "readers", "NewGroupName": "lookers"});
    root.ok("UpdateGroup", rename).await;
    assert!(may(&ann, "ListUsers", json!({})).await);
    assert!(!may(&ann, "ListRoles", json!({})).await);
}

#[tokio::test]
async fn pol_2_an_explicit_deny_beats_every_allow() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    let attach = json!({"UserName": "Ann", "PolicyArn": ADMIN});
    root.ok("AttachUserPolicy", attach).await;
    assert!(may(&ann, "ListUsers", json!({})).await);
    let text = policy("Deny", "iam:List*", "*");
    let inline = json!({"UserName": "Ann", "PolicyName": "no", "PolicyDocument": text});
    root.ok("PutUserPolicy", inline).await;
    let error = ann.no("ListUsers", json!({})).await;
    assert!(
        error
            .message
            .ends_with("with an explicit deny in an identity-based policy"),
        "{error}"
    );
    assert!(may(&ann, "GetUser", json!({})).await);
}

#[tokio::test]
async fn pol_3_actions_and_resources_match_by_pattern() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    root.ok("CreateUser", json!({"UserName": "bob", "Path": "/staff/"}))
        .await;
    root.ok("CreateUser", json!({"UserName": "eve"})).await;
    let text = policy("Allow", "iam:Get*", "arn:aws:iam::*:user/staff/*");
    let inline = json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": text});
    root.ok("PutUserPolicy", inline).await;
    assert!(may(&ann, "GetUser", json!({"UserName": "bob"})).await);
    assert!(!may(&ann, "GetUser", json!({"UserName": "eve"})).await);
    assert!(!may(&ann, "DeleteUser", json!({"UserName": "bob"})).await);
}

#[tokio::test]
async fn a_boundary_grants_nothing_and_limits_all() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    let boundary = root
        .policy_named("Limits", policy("Allow", "iam:ListUsers", "*"))
        .await;
    let put = json!({"UserName": "Ann", "PermissionsBoundary": boundary});
    root.ok("PutUserPermissionsBoundary", put).await;
    assert!(!may(&ann, "ListUsers", json!({})).await);
    root.ok(
        "AttachUserPolicy",
        json!({"UserName": "Ann", "PolicyArn": ADMIN}),
    )
    .await;
    assert!(may(&ann, "ListUsers", json!({})).await);
    let error = ann.no("ListRoles", json!({})).await;
    assert!(
        error
            .message
            .ends_with("because no permissions boundary allows the iam:ListRoles action")
    );
    // Another version of the boundary is in force at once.
    let text = policy("Allow", "iam:ListRoles", "*");
    let version = json!({"PolicyArn": boundary, "PolicyDocument": text, "SetAsDefault": true});
    root.ok("CreatePolicyVersion", version).await;
    assert!(may(&ann, "ListRoles", json!({})).await);
    assert!(!may(&ann, "ListUsers", json!({})).await);
    let back = json!({"PolicyArn": boundary, "VersionId": "v1"});
    root.ok("SetDefaultPolicyVersion", back).await;
    assert!(may(&ann, "ListUsers", json!({})).await);
    root.ok("DeleteUserPermissionsBoundary", json!({"UserName": "Ann"}))
        .await;
    assert!(may(&ann, "ListRoles", json!({})).await);
}

#[tokio::test]
async fn tags_and_variables_decide() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    let tag = |name: &str, team: &str| json!({"UserName": name, "Tags": [{"Key": "team", "Value": team}]});
    for (name, team) in [("red", "red"), ("blue", "blue")] {
        root.ok("CreateUser", json!({"UserName": name})).await;
        root.ok("TagUser", tag(name, team)).await;
    }
    root.ok("TagUser", tag("Ann", "red")).await;
    let text = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*",
         "Condition": {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}},
        {"Effect": "Allow", "Action": "iam:TagUser", "Resource": "*",
         "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["colour"]}}},
        {"Effect": "Allow", "Action": "iam:ListAccessKeys",
         "Resource": "arn:aws:iam::*:user/${aws:username}"},
        {"Effect": "Allow", "Action": "iam:AttachUserPolicy", "Resource": "*",
         "Condition": {"ArnEquals": {"iam:PolicyARN": READ_ONLY}}},
        {"Effect": "Allow", "Action": "iam:CreateUser", "Resource": "*",
         "Condition": {"StringEquals": {"iam:PermissionsBoundary": READ_ONLY}}},
    ]});
    let text = text.to_string();
    let inline = json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": text});
    root.ok("PutUserPolicy", inline).await;
    let colour = json!([{"Key": "colour", "Value": "any"}]);
    let table = [
        ("GetUser", json!({"UserName": "red"}), true),
        ("GetUser", json!({"UserName": "blue"}), false),
        ("TagUser", json!({"UserName": "blue", "Tags": colour}), true),
        ("TagUser", tag("blue", "red"), false),
        ("ListAccessKeys", json!({"UserName": "Ann"}), true),
        ("ListAccessKeys", json!({}), true),
        ("ListAccessKeys", json!({"UserName": "red"}), false),
        (
            "AttachUserPolicy",
            json!({"UserName": "Ann", "PolicyArn": ADMIN}),
            false,
        ),
        (
            "AttachUserPolicy",
            json!({"UserName": "red", "PolicyArn": READ_ONLY}),
            true,
        ),
        ("CreateUser", json!({"UserName": "free"}), false),
        (
            "CreateUser",
            json!({"UserName": "bound", "PermissionsBoundary": READ_ONLY}),
            true,
        ),
    ];
    for (operation, input, expected) in table {
        assert_eq!(
            may(&ann, operation, input.clone()).await,
            expected,
            "{operation} {input}"
        );
    }
}

#[tokio::test]
async fn a_role_is_put_into_a_profile_only_by_who_may_pass_it() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    root.all(&[
        (
            "CreateRole",
            json!({"RoleName": "r", "AssumeRolePolicyDocument": ec2_trust()}),
        ),
        ("CreateInstanceProfile", json!({"InstanceProfileName": "p"})),
        (
            "PutUserPolicy",
            json!({"UserName": "Ann", "PolicyName": "add",
            "PolicyDocument": policy("Allow", "iam:AddRoleToInstanceProfile", "*")}),
        ),
    ])
    .await;
    let add = json!({"InstanceProfileName": "p", "RoleName": "r"});
    let error = ann.no("AddRoleToInstanceProfile", add.clone()).await;
    let what = "iam:PassRole on resource: arn:aws:iam::111122223333:role/r";
    assert!(error.message.contains(what), "{error}");
    let text = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/r",
        "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}});
    let text = text.to_string();
    let pass = json!({"UserName": "Ann", "PolicyName": "pass", "PolicyDocument": text});
    root.ok("PutUserPolicy", pass).await;
    assert!(may(&ann, "AddRoleToInstanceProfile", add).await);
}

/// The keys of somebody deleted are refused for ever, and whoever takes the name is not them.
#[tokio::test]
async fn a_deleted_user_is_nobody() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    root.ok(
        "AttachUserPolicy",
        json!({"UserName": "Ann", "PolicyArn": ADMIN}),
    )
    .await;
    assert!(may(&ann, "ListUsers", json!({})).await);
    let key = ann.caller.access_key.clone();
    root.all(&[
        (
            "DeleteAccessKey",
            json!({"UserName": "Ann", "AccessKeyId": key}),
        ),
        (
            "DetachUserPolicy",
            json!({"UserName": "Ann", "PolicyArn": ADMIN}),
        ),
        ("DeleteUser", json!({"UserName": "Ann"})),
    ])
    .await;
    assert_eq!(
        status_of(&cloud, &key),
        haneul_pipeline::credentials::Status::Deleted
    );
    assert!(ann.call("iam", "ListUsers", json!({})).await.is_err());
    let again = user(&cloud, "Ann").await;
    root.ok(
        "AttachUserPolicy",
        json!({"UserName": "Ann", "PolicyArn": ADMIN}),
    )
    .await;
    assert!(may(&again, "ListUsers", json!({})).await);
    assert!(ann.call("iam", "ListUsers", json!({})).await.is_err());
}

fn status_of(cloud: &TestCloud, key: &str) -> haneul_pipeline::credentials::Status {
    use haneul_pipeline::{AwsError, credentials};
    let found = cloud
        .cloud
        .store
        .read(|tx| Ok::<_, AwsError>(credentials::find(tx, key)?));
    found
        .ok()
        .flatten()
        .map(|k| k.status)
        .expect("the key's row stays")
}

#[tokio::test]
async fn a_renamed_user_stays_the_same_user() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    root.ok(
        "AttachUserPolicy",
        json!({"UserName": "Ann", "PolicyArn": READ_ONLY}),
    )
    .await;
    let rename = json!({"UserName": "Ann", "NewUserName": "Anna", "NewPath": "/new/"});
    root.ok("UpdateUser", rename).await;
    let anna = cloud.with_key(&ann.caller.access_key);
    assert_eq!(
        anna.caller.principal.arn,
        "arn:aws:iam::111122223333:user/new/Anna"
    );
    let got = anna.ok("GetUser", json!({})).await;
    assert_eq!(got["User"]["UserName"], "Anna");
    assert_eq!(got["User"]["UserId"], json!(ann.caller.principal.user_id));
    let entities = root
        .ok("ListEntitiesForPolicy", json!({"PolicyArn": READ_ONLY}))
        .await;
    assert_eq!(texts(&entities["PolicyUsers"], "UserName"), ["Anna"]);
    // A change is asked about at both places.
    let text = policy("Allow", "iam:UpdateUser", "arn:aws:iam::*:user/new/*");
    let inline = json!({"UserName": "Anna", "PolicyName": "p", "PolicyDocument": text});
    root.ok("PutUserPolicy", inline).await;
    let out = json!({"UserName": "Anna", "NewPath": "/"});
    assert!(!may(&anna, "UpdateUser", out).await);
    let within = json!({"UserName": "Anna", "NewPath": "/new/er/"});
    assert!(may(&anna, "UpdateUser", within).await);
}

#[tokio::test]
async fn every_policy_of_awss_compiles() {
    use haneul_policy::{Policy, PolicyKind};
    for managed in haneul_model::iam_facts::managed_policies() {
        let parsed = Policy::parse(managed.document(), PolicyKind::Identity);
        assert!(parsed.is_ok(), "{}: {parsed:?}", managed.name);
    }
}
