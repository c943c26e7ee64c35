//! Roles of AWS's services, and what the account prefers.

mod common;

use common::*;
use serde_json::{Value as Json, json};
use std::time::Duration;

const ECS: &str = "AWSServiceRoleForECS";

#[tokio::test]
async fn a_service_linked_role_from_beginning_to_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let ecs = json!({"AWSServiceName": "ecs.amazonaws.com", "Description": "for tasks"});
    let made = root.ok("CreateServiceLinkedRole", ecs.clone()).await["Role"].clone();
    assert_eq!(
        made["Arn"],
        json!(format!(
            "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/{ECS}"
        ))
    );
    let taken = root.no("CreateServiceLinkedRole", ecs).await;
    assert_eq!(taken.code, "InvalidInput");
    let message = "Service role name AWSServiceRoleForECS has been taken in this account, please \
                   try a different suffix.";
    assert_eq!(taken.message, message);
    let attached = root
        .ok("ListAttachedRolePolicies", json!({"RoleName": ECS}))
        .await;
    let policy = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy";
    assert_eq!(attached["AttachedPolicies"][0]["PolicyArn"], json!(policy));
    let status = |task: &Json| json!({"DeletionTaskId": task});
    let going = root
        .ok("DeleteServiceLinkedRole", json!({"RoleName": ECS}))
        .await;
    let task = &going["DeletionTaskId"];
    let prefix = format!("task/aws-service-role/ecs.amazonaws.com/{ECS}/");
    assert!(task.as_str().unwrap().starts_with(&prefix), "{task}");
    let done = root
        .ok("GetServiceLinkedRoleDeletionStatus", status(task))
        .await;
    assert_eq!(done["Status"], json!("SUCCEEDED"));
    let unknown = status(&json!("task/aws-service-role/x/y/z"));
    let unknown = root.no("GetServiceLinkedRoleDeletionStatus", unknown).await;
    assert_eq!(unknown.code, "NoSuchEntity");
    assert_eq!(
        root.no("GetRole", json!({"RoleName": ECS})).await.code,
        "NoSuchEntity"
    );
    let summary = root.ok("GetAccountSummary", json!({})).await;
    assert_eq!(summary["SummaryMap"]["Roles"], json!(0));
    // After a week nobody remembers the task.
    cloud.advance(Duration::from_secs(7 * 86_400)).await;
    let forgotten = root.no("GetServiceLinkedRoleDeletionStatus", status(task));
    assert_eq!(forgotten.await.code, "NoSuchEntity");
}

#[tokio::test]
async fn only_aws_changes_them() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok(
        "CreateServiceLinkedRole",
        json!({"AWSServiceName": "ecs.amazonaws.com"}),
    )
    .await;
    root.ok(
        "CreateInstanceProfile",
        json!({"InstanceProfileName": "box"}),
    )
    .await;
    let document = policy("Allow", "s3:*", "*");
    let calls = [
        ("DeleteRole", json!({"RoleName": ECS})),
        (
            "AttachRolePolicy",
            json!({"RoleName": ECS, "PolicyArn": READ_ONLY}),
        ),
        (
            "DetachRolePolicy",
            json!({"RoleName": ECS, "PolicyArn": READ_ONLY}),
        ),
        (
            "PutRolePolicy",
            json!({"RoleName": ECS, "PolicyName": "p", "PolicyDocument": document}),
        ),
        (
            "DeleteRolePolicy",
            json!({"RoleName": ECS, "PolicyName": "p"}),
        ),
        (
            "UpdateAssumeRolePolicy",
            json!({"RoleName": ECS, "PolicyDocument": ec2_trust()}),
        ),
        (
            "UpdateRole",
            json!({"RoleName": ECS, "MaxSessionDuration": 7200}),
        ),
        (
            "PutRolePermissionsBoundary",
            json!({"RoleName": ECS, "PermissionsBoundary": READ_ONLY}),
        ),
        ("DeleteRolePermissionsBoundary", json!({"RoleName": ECS})),
        (
            "AddRoleToInstanceProfile",
            json!({"RoleName": ECS, "InstanceProfileName": "box"}),
        ),
    ];
    for (operation, input) in calls {
        let error = root.no(operation, input).await;
        assert_eq!(
            (&*error.code, error.status),
            ("UnmodifiableEntity", Some(400)),
            "{operation}"
        );
        let message = "Cannot perform the operation on the protected role \
                       'AWSServiceRoleForECS' - this role is only modifiable by AWS";
        assert_eq!(error.message, message);
    }
    root.ok(
        "UpdateRoleDescription",
        json!({"RoleName": ECS, "Description": "mine"}),
    )
    .await;
    root.ok(
        "TagRole",
        json!({"RoleName": ECS, "Tags": [{"Key": "a", "Value": "b"}]}),
    )
    .await;
    let own = json!({"RoleName": "own", "AssumeRolePolicyDocument": ec2_trust()});
    root.ok("CreateRole", own).await;
    let policy = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy";
    let error = root
        .no(
            "AttachRolePolicy",
            json!({"RoleName": "own", "PolicyArn": policy}),
        )
        .await;
    assert_eq!(error.code, "PolicyNotAttachable");
    let error = root
        .no("DeleteServiceLinkedRole", json!({"RoleName": "own"}))
        .await;
    assert_eq!(error.code, "NoSuchEntity");
    let input = json!({"RoleName": "x", "Path": "/aws-service-role/x/",
        "AssumeRolePolicyDocument": ec2_trust()});
    assert_eq!(root.no("CreateRole", input).await.code, "InvalidInput");
}

#[tokio::test]
async fn suffixes_and_services_that_have_none() {
    let cloud = cloud().await;
    let root = cloud.root();
    let with = |service: &str| json!({"AWSServiceName": format!("{service}.amazonaws.com"), "CustomSuffix": "team"});
    let made = root
        .ok("CreateServiceLinkedRole", with("autoscaling"))
        .await;
    assert_eq!(
        made["Role"]["RoleName"],
        json!("AWSServiceRoleForAutoScaling_team")
    );
    assert_eq!(
        root.no("CreateServiceLinkedRole", with("ecs")).await.code,
        "InvalidInput"
    );
    let error = root.no("CreateServiceLinkedRole", with("nothing")).await;
    assert_eq!((&*error.code, error.status), ("NotImplemented", Some(501)));
    let ann = user(&cloud, "Ann").await;
    let document = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "iam:CreateServiceLinkedRole", "Resource": "*",
        "Condition": {"StringLike": {"iam:AWSServiceName": "rds.amazonaws.com"}}}});
    let put = json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": document.to_string()});
    root.ok("PutUserPolicy", put).await;
    ann.ok(
        "CreateServiceLinkedRole",
        json!({"AWSServiceName": "rds.amazonaws.com"}),
    )
    .await;
    let other = json!({"AWSServiceName": "ecs.amazonaws.com"});
    assert_eq!(
        ann.no("CreateServiceLinkedRole", other).await.code,
        "AccessDenied"
    );
}

#[tokio::test]
async fn the_version_of_tokens_is_preferred() {
    let cloud = cloud().await;
    let root = cloud.root();
    let version = async || {
        let summary = root.ok("GetAccountSummary", json!({})).await;
        summary["SummaryMap"]["GlobalEndpointTokenVersion"].clone()
    };
    assert_eq!(version().await, json!(1));
    let two = json!({"GlobalEndpointTokenVersion": "v2Token"});
    root.ok("SetSecurityTokenServicePreferences", two).await;
    assert_eq!(version().await, json!(2));
}
