//! Every refusal, with its code, status and words.

mod common;

use common::*;
use serde_json::{Value as Json, json};

/// A small account in which every conflict exists.
async fn furnished() -> haneul_testkit::Client {
    let cloud = cloud().await;
    let root = cloud.root();
    let own = root
        .policy_named("Own", policy("Allow", "s3:GetObject", "*"))
        .await;
    root.all(&[
        ("CreateUser", json!({"UserName": "Ann", "Path": "/staff/"})),
        ("CreateUser", json!({"UserName": "member"})),
        ("CreateUser", json!({"UserName": "keyed"})),
        ("CreateUser", json!({"UserName": "inline"})),
        ("CreateUser", json!({"UserName": "attached"})),
        ("CreateGroup", json!({"GroupName": "crew"})),
        (
            "CreateRole",
            json!({"RoleName": "runner", "AssumeRolePolicyDocument": ec2_trust()}),
        ),
        (
            "CreateInstanceProfile",
            json!({"InstanceProfileName": "box"}),
        ),
        (
            "AddRoleToInstanceProfile",
            json!({"InstanceProfileName": "box", "RoleName": "runner"}),
        ),
        (
            "AddUserToGroup",
            json!({"UserName": "member", "GroupName": "crew"}),
        ),
        ("CreateAccessKey", json!({"UserName": "keyed"})),
        ("CreateAccessKey", json!({"UserName": "keyed"})),
        (
            "PutUserPolicy",
            json!({"UserName": "inline", "PolicyName": "p",
            "PolicyDocument": policy("Allow", "s3:GetObject", "*")}),
        ),
        (
            "AttachUserPolicy",
            json!({"UserName": "attached", "PolicyArn": own}),
        ),
        (
            "CreatePolicyVersion",
            json!({"PolicyArn": own, "SetAsDefault": true,
            "PolicyDocument": policy("Allow", "s3:PutObject", "*")}),
        ),
        ("CreateAccountAlias", json!({"AccountAlias": "seoul"})),
    ])
    .await;
    root
}

#[tokio::test]
async fn refusals_have_awss_codes_and_words() {
    let root = furnished().await;
    let own = "arn:aws:iam::111122223333:policy/Own";
    let none = "arn:aws:iam::111122223333:policy/None";
    let ok = policy("Allow", "s3:GetObject", "*");
    let table: Vec<(&str, Json, &str, u16, String)> = vec![
        ("GetUser", json!({"UserName": "x"}), "NoSuchEntity", 404, "The user with name x cannot be found.".into()),
        ("GetGroup", json!({"GroupName": "x"}), "NoSuchEntity", 404, "The group with name x cannot be found.".into()),
        ("GetRole", json!({"RoleName": "x"}), "NoSuchEntity", 404, "The role with name x cannot be found.".into()),
        ("GetInstanceProfile", json!({"InstanceProfileName": "x"}), "NoSuchEntity", 404, "Instance Profile x cannot be found.".into()),
        ("GetPolicy", json!({"PolicyArn": none}), "NoSuchEntity", 404, format!("Policy {none} was not found.")),
        ("GetPolicy", json!({"PolicyArn": "arn:aws:iam::aws:policy/NoSuchThing"}), "NoSuchEntity", 404, "Policy arn:aws:iam::aws:policy/NoSuchThing was not found.".into()),
        ("GetPolicy", json!({"PolicyArn": "this-is-not-an-arn-at-all"}), "InvalidInput", 400, "ARN this-is-not-an-arn-at-all is not valid.".into()),
        ("GetPolicyVersion", json!({"PolicyArn": own, "VersionId": "v9"}), "NoSuchEntity", 404, format!("Policy {own} version v9 does not exist or is not attachable.")),
        ("GetUserPolicy", json!({"UserName": "Ann", "PolicyName": "x"}), "NoSuchEntity", 404, "The user policy with name x cannot be found.".into()),
        ("GetGroupPolicy", json!({"GroupName": "crew", "PolicyName": "x"}), "NoSuchEntity", 404, "The group policy with name x cannot be found.".into()),
        ("DeleteRolePolicy", json!({"RoleName": "runner", "PolicyName": "x"}), "NoSuchEntity", 404, "The role policy with name x cannot be found.".into()),
        ("DetachUserPolicy", json!({"UserName": "Ann", "PolicyArn": own}), "NoSuchEntity", 404, format!("Policy {own} was not found.")),
        ("AttachUserPolicy", json!({"UserName": "Ann", "PolicyArn": none}), "NoSuchEntity", 404, format!("Policy {none} does not exist or is not attachable.")),
        ("DeleteAccessKey", json!({"UserName": "Ann", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}), "NoSuchEntity", 404, "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.".into()),
        ("CreateUser", json!({"UserName": "y", "PermissionsBoundary": none}), "NoSuchEntity", 404, format!("Scope ARN: {none} does not exist or is not attachable.")),
        ("DeleteAccountAlias", json!({"AccountAlias": "busan"}), "NoSuchEntity", 404, "The account alias busan cannot be found.".into()),
        ("CreateUser", json!({"UserName": "ANN"}), "EntityAlreadyExists", 409, "User with name ANN already exists.".into()),
        ("CreateGroup", json!({"GroupName": "Crew"}), "EntityAlreadyExists", 409, "Group with name Crew already exists.".into()),
        ("CreateRole", json!({"RoleName": "RUNNER", "AssumeRolePolicyDocument": ec2_trust()}), "EntityAlreadyExists", 409, "Role with name RUNNER already exists.".into()),
        ("CreatePolicy", json!({"PolicyName": "own", "PolicyDocument": ok}), "EntityAlreadyExists", 409, "A policy called own already exists. Duplicate names are not allowed.".into()),
        ("CreateInstanceProfile", json!({"InstanceProfileName": "BOX"}), "EntityAlreadyExists", 409, "Instance Profile BOX already exists.".into()),
        ("UpdateUser", json!({"UserName": "Ann", "NewUserName": "Member"}), "EntityAlreadyExists", 409, "User with name Member already exists.".into()),
        ("CreateAccountAlias", json!({"AccountAlias": "seoul"}), "EntityAlreadyExists", 409, "The account alias seoul already exists.".into()),
        ("DeleteUser", json!({"UserName": "member"}), "DeleteConflict", 409, "Cannot delete entity, must remove users from group first.".into()),
        ("DeleteUser", json!({"UserName": "keyed"}), "DeleteConflict", 409, "Cannot delete entity, must delete access keys first.".into()),
        ("DeleteUser", json!({"UserName": "inline"}), "DeleteConflict", 409, "Cannot delete entity, must delete policies first.".into()),
        ("DeleteUser", json!({"UserName": "attached"}), "DeleteConflict", 409, "Cannot delete entity, must detach all policies first.".into()),
        ("DeleteGroup", json!({"GroupName": "crew"}), "DeleteConflict", 409, "Cannot delete entity, must remove users from group first.".into()),
        ("DeleteRole", json!({"RoleName": "runner"}), "DeleteConflict", 409, "Cannot delete entity, must remove roles from instance profile first.".into()),
        ("DeleteInstanceProfile", json!({"InstanceProfileName": "box"}), "DeleteConflict", 409, "Cannot delete entity, must remove roles from instance profile first.".into()),
        ("DeletePolicy", json!({"PolicyArn": own}), "DeleteConflict", 409, "Cannot delete a policy attached to entities.".into()),
        ("DeletePolicyVersion", json!({"PolicyArn": own, "VersionId": "v2"}), "DeleteConflict", 409, "Cannot delete the default version of a policy.".into()),
        ("CreateAccessKey", json!({"UserName": "keyed"}), "LimitExceeded", 409, "Cannot exceed quota for AccessKeysPerUser: 2".into()),
        ("AddRoleToInstanceProfile", json!({"InstanceProfileName": "box", "RoleName": "runner"}), "LimitExceeded", 409, "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1".into()),
        ("PutUserPolicy", json!({"UserName": "Ann", "PolicyName": "p", "PolicyDocument": "{"}), "MalformedPolicyDocument", 400, String::new()),
        ("CreatePolicy", json!({"PolicyName": "old", "PolicyDocument": ok.replace("2012-10-17", "2008-10-17")}), "MalformedPolicyDocument", 400, "Policy document must be version 2012-10-17 or greater.".into()),
        ("CreateUser", json!({"UserName": "a/b"}), "ValidationError", 400, "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-".into()),
        ("CreateUser", json!({"UserName": "z", "Path": "staff"}), "ValidationError", 400, "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.".into()),
        ("CreateUser", json!({"UserName": "n".repeat(65)}), "ValidationError", 400, format!("1 validation error detected: Value '{}' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64", "n".repeat(65))),
        ("CreateUser", json!({}), "ValidationError", 400, "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null".into()),
        ("ListUsers", json!({"Marker": "AAAA"}), "ValidationError", 400, "Invalid Marker.".into()),
        ("TagUser", json!({"UserName": "Ann", "Tags": [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]}), "InvalidInput", 400, "Duplicate tag keys found. Please note that Tag keys are case insensitive.".into()),
        ("TagUser", json!({"UserName": "Ann", "Tags": [{"Key": "aws:x", "Value": "1"}]}), "InvalidInput", 400, String::new()),
        ("RemoveRoleFromInstanceProfile", json!({"InstanceProfileName": "box", "RoleName": "x"}), "NoSuchEntity", 404, "The role with name x cannot be found.".into()),
        ("DeletePolicy", json!({"PolicyArn": ADMIN}), "AccessDenied", 403, String::new()),
        ("DeleteUserPermissionsBoundary", json!({"UserName": "Ann"}), "NoSuchEntity", 404, String::new()),
    ];
    for (operation, input, code, status, message) in table {
        let error = root.no(operation, input.clone()).await;
        assert_eq!(error.code, code, "{operation} {input}: {error}");
        assert_eq!(error.status, Some(status), "{operation} {input}");
        if !message.is_empty() {
            assert_eq!(error.message, message, "{operation} {input}");
        }
    }
}

#[tokio::test]
async fn what_is_not_built_is_refused_by_name() {
    let cloud = cloud().await;
    for operation in [
        "CreateDelegationRequest",
        "EnableOutboundWebIdentityFederation",
    ] {
        let error = cloud.root().no(operation, json!({})).await;
        assert_eq!(
            (error.code.as_ref(), error.status),
            ("NotImplemented", Some(501))
        );
        assert!(error.message.contains(operation), "{}", error.message);
    }
}

#[tokio::test]
async fn sizes_are_counted_without_white_space() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.all(&[
        ("CreateUser", json!({"UserName": "u"})),
        ("CreateGroup", json!({"GroupName": "g"})),
        (
            "CreateRole",
            json!({"RoleName": "r", "AssumeRolePolicyDocument": ec2_trust()}),
        ),
    ])
    .await;
    let sized = |size: usize| {
        let bare = policy("Allow", "s3:GetObject", "arn:aws:s3:::").len();
        policy(
            "Allow",
            "s3:GetObject",
            &format!("arn:aws:s3:::{}", "x".repeat(size - bare)),
        )
    };
    let wide = |size: usize| sized(size).replace(',', ",\n    ");
    let table = [
        (
            "PutUserPolicy",
            "UserName",
            "u",
            2_048,
            "Maximum policy size of 2048 bytes exceeded for user u",
        ),
        (
            "PutGroupPolicy",
            "GroupName",
            "g",
            5_120,
            "Maximum policy size of 5120 bytes exceeded for group g",
        ),
        (
            "PutRolePolicy",
            "RoleName",
            "r",
            10_240,
            "Maximum policy size of 10240 bytes exceeded for role r",
        ),
    ];
    for (operation, member, name, limit, message) in table {
        let input = |text: String, policy: &str| json!({member: name, "PolicyName": policy, "PolicyDocument": text});
        root.ok(operation, input(wide(limit), "p")).await;
        let error = root.no(operation, input(sized(limit + 1), "p")).await;
        assert_eq!(
            (error.code.as_ref(), error.message.as_str()),
            ("LimitExceeded", message)
        );
        // The limit is on all of an entity's inline policies together.
        let error = root.no(operation, input(sized(200), "q")).await;
        assert_eq!(error.message, message);
    }
    let create = |name: &str, text: String| json!({"PolicyName": name, "PolicyDocument": text});
    root.ok("CreatePolicy", create("fits", wide(6_144))).await;
    let error = root.no("CreatePolicy", create("not", sized(6_145))).await;
    assert_eq!(error.message, "Cannot exceed quota for PolicySize: 6144");
    let statement = |i| {
        json!({"Sid": format!("s{i}"), "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "ec2.amazonaws.com"}})
    };
    let long: Vec<Json> = (0..40).map(statement).collect();
    let long = json!({"Version": "2012-10-17", "Statement": long}).to_string();
    let input = json!({"RoleName": "r", "PolicyDocument": long});
    let error = root.no("UpdateAssumeRolePolicy", input).await;
    assert_eq!(
        error.message,
        "Cannot exceed quota for ACLSizePerRole: 2048"
    );
}

#[tokio::test]
async fn quotas_on_what_an_entity_holds() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": "u"})).await;
    for i in 0..11 {
        let name = format!("thing{i}");
        let arn = root
            .policy_named(&name, policy("Allow", "s3:GetObject", "*"))
            .await;
        root.ok("CreateGroup", json!({"GroupName": name})).await;
        let attach = json!({"UserName": "u", "PolicyArn": arn});
        let join = json!({"UserName": "u", "GroupName": name});
        if i < 10 {
            root.ok("AttachUserPolicy", attach).await;
            root.ok("AddUserToGroup", join).await;
        } else {
            let error = root.no("AttachUserPolicy", attach).await;
            assert_eq!(error.message, "Cannot exceed quota for PoliciesPerUser: 10");
            let error = root.no("AddUserToGroup", join).await;
            assert_eq!(error.message, "Cannot exceed quota for GroupsPerUser: 10");
        }
    }
    for i in 0..50 {
        let tags = json!([{"Key": format!("k{i}"), "Value": "v"}]);
        root.ok("TagUser", json!({"UserName": "u", "Tags": tags}))
            .await;
    }
    let tags = json!([{"Key": "one-more", "Value": "v"}]);
    let error = root
        .no("TagUser", json!({"UserName": "u", "Tags": tags}))
        .await;
    assert_eq!(error.message, "Cannot exceed quota for TagsPerUser: 50");
    let tags = json!([{"Key": "K7", "Value": "new"}]);
    root.ok("TagUser", json!({"UserName": "u", "Tags": tags}))
        .await;
}
