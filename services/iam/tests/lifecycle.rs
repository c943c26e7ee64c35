//! What is made is shown as it was made, changed, and gone when it is deleted.

mod common;

use common::*;
use serde_json::json;

#[tokio::test]
async fn a_user_from_beginning_to_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let tags = json!([{"Key": "Team", "Value": "red"}, {"Key": "empty", "Value": ""}]);
    let create = json!({"UserName": "Ann", "Path": "/staff/", "Tags": tags,
        "PermissionsBoundary": READ_ONLY});
    let made = root.ok("CreateUser", create).await;
    let made = &made["User"];
    assert_eq!(made["Arn"], "arn:aws:iam::111122223333:user/staff/Ann");
    assert!(
        made["UserId"]
            .as_str()
            .is_some_and(|id| id.starts_with("AIDA") && id.len() == 21)
    );
    let got = root.ok("GetUser", json!({"UserName": "ann"})).await;
    assert_eq!(&got["User"], made);
    assert_eq!(
        got["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"],
        READ_ONLY
    );
    let listed = root.ok("ListUsers", json!({})).await;
    assert!(listed["Users"][0]["Tags"].is_null());
    assert!(listed["Users"][0]["PermissionsBoundary"].is_null());
    root.ok(
        "UntagUser",
        json!({"UserName": "Ann", "TagKeys": ["TEAM", "none"]}),
    )
    .await;
    let tags = root.ok("ListUserTags", json!({"UserName": "Ann"})).await;
    assert_eq!(texts(&tags["Tags"], "Key"), ["empty"]);
    let used = root.ok("GetPolicy", json!({"PolicyArn": READ_ONLY})).await;
    assert_eq!(used["Policy"]["PermissionsBoundaryUsageCount"], 1);
    root.ok("DeleteUser", json!({"UserName": "Ann"})).await;
    let used = root.ok("GetPolicy", json!({"PolicyArn": READ_ONLY})).await;
    assert_eq!(used["Policy"]["PermissionsBoundaryUsageCount"], 0);
    root.no("GetUser", json!({"UserName": "Ann"})).await;
}

#[tokio::test]
async fn a_policy_and_its_versions() {
    let cloud = cloud().await;
    let root = cloud.root();
    let text = policy("Allow", "s3:GetObject", "*");
    let create = json!({"PolicyName": "P", "Path": "/a/", "Description": "what for",
        "PolicyDocument": text, "Tags": [{"Key": "k", "Value": "v"}]});
    let made = root.ok("CreatePolicy", create).await;
    let arn = made["Policy"]["Arn"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert_eq!(arn, "arn:aws:iam::111122223333:policy/a/P");
    assert_eq!(made["Policy"]["DefaultVersionId"], "v1");
    let got = root.ok("GetPolicy", json!({"PolicyArn": arn})).await;
    assert_eq!(got["Policy"]["Description"], "what for");
    for number in 2..=5 {
        let input = json!({"PolicyArn": arn, "PolicyDocument": text, "SetAsDefault": number == 5});
        let version = root.ok("CreatePolicyVersion", input).await;
        assert_eq!(version["PolicyVersion"]["VersionId"], format!("v{number}"));
    }
    let input = json!({"PolicyArn": arn, "PolicyDocument": text});
    let error = root.no("CreatePolicyVersion", input.clone()).await;
    assert!(
        error
            .message
            .starts_with("A managed policy can have up to 5 versions.")
    );
    let error = root.no("DeletePolicy", json!({"PolicyArn": arn})).await;
    assert!(
        error
            .message
            .starts_with("This policy has more than one version.")
    );
    for number in 1..=4 {
        let input = json!({"PolicyArn": arn, "VersionId": format!("v{number}")});
        root.ok("DeletePolicyVersion", input).await;
    }
    // A number is never given twice.
    let version = root.ok("CreatePolicyVersion", input).await;
    assert_eq!(version["PolicyVersion"]["VersionId"], "v6");
    let versions = root
        .ok("ListPolicyVersions", json!({"PolicyArn": arn}))
        .await;
    assert_eq!(texts(&versions["Versions"], "VersionId"), ["v6", "v5"]);
    assert_eq!(versions["Versions"][1]["IsDefaultVersion"], true);
    let input = json!({"PolicyArn": arn, "VersionId": "v6"});
    root.ok("DeletePolicyVersion", input).await;
    root.ok("DeletePolicy", json!({"PolicyArn": arn})).await;
    root.no("GetPolicy", json!({"PolicyArn": arn})).await;
    // An ARN names a policy by its path, too.
    let error = root
        .no("GetPolicy", json!({"PolicyArn": arn.replace("/a/", "/")}))
        .await;
    assert_eq!(error.code, "NoSuchEntity");
}

#[tokio::test]
async fn who_uses_a_policy() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = root
        .policy_named("P", policy("Allow", "s3:GetObject", "*"))
        .await;
    root.all(&[
        (
            "CreateUser",
            json!({"UserName": "u", "PermissionsBoundary": arn, "Path": "/x/"}),
        ),
        ("CreateGroup", json!({"GroupName": "g"})),
        (
            "CreateRole",
            json!({"RoleName": "r", "AssumeRolePolicyDocument": ec2_trust()}),
        ),
        (
            "AttachUserPolicy",
            json!({"UserName": "u", "PolicyArn": arn}),
        ),
        (
            "AttachUserPolicy",
            json!({"UserName": "u", "PolicyArn": arn}),
        ),
        (
            "AttachGroupPolicy",
            json!({"GroupName": "g", "PolicyArn": arn}),
        ),
        (
            "PutRolePermissionsBoundary",
            json!({"RoleName": "r", "PermissionsBoundary": arn}),
        ),
    ])
    .await;
    let got = root.ok("GetPolicy", json!({"PolicyArn": arn})).await;
    assert_eq!(got["Policy"]["AttachmentCount"], 2);
    assert_eq!(got["Policy"]["PermissionsBoundaryUsageCount"], 2);
    let table = [
        (json!({}), [1, 1, 1]),
        (json!({"EntityFilter": "User"}), [1, 0, 0]),
        (json!({"EntityFilter": "Role"}), [0, 0, 1]),
        (json!({"PolicyUsageFilter": "PermissionsPolicy"}), [1, 1, 0]),
        (
            json!({"PolicyUsageFilter": "PermissionsBoundary"}),
            [1, 0, 1],
        ),
        (json!({"PathPrefix": "/x/"}), [1, 0, 0]),
    ];
    for (mut input, expected) in table {
        input["PolicyArn"] = json!(arn);
        let found = root.ok("ListEntitiesForPolicy", input.clone()).await;
        let counts = ["PolicyUsers", "PolicyGroups", "PolicyRoles"]
            .map(|member| found[member].as_array().map_or(0, Vec::len));
        assert_eq!(counts, expected, "{input}");
    }
}

#[tokio::test]
async fn access_keys_come_go_and_rest() {
    let cloud = cloud().await;
    let (root, ann) = (cloud.root(), user(&cloud, "Ann").await);
    let key = ann.caller.access_key.clone();
    let update = |status: &str| json!({"UserName": "Ann", "AccessKeyId": key, "Status": status});
    root.ok("UpdateAccessKey", update("Inactive")).await;
    let keys = root.ok("ListAccessKeys", json!({"UserName": "Ann"})).await;
    assert_eq!(keys["AccessKeyMetadata"][0]["Status"], "Inactive");
    assert!(keys["AccessKeyMetadata"][0]["SecretAccessKey"].is_null());
    root.ok("UpdateAccessKey", update("Active")).await;
    // Another user's key is not to be had under this name.
    root.ok("CreateUser", json!({"UserName": "Bob"})).await;
    let error = root
        .no(
            "DeleteAccessKey",
            json!({"UserName": "Bob", "AccessKeyId": key}),
        )
        .await;
    assert_eq!(
        error.message,
        format!("The Access Key with id {key} cannot be found.")
    );
    root.ok(
        "DeleteAccessKey",
        json!({"UserName": "Ann", "AccessKeyId": key}),
    )
    .await;
    let keys = root.ok("ListAccessKeys", json!({"UserName": "Ann"})).await;
    assert_eq!(keys["AccessKeyMetadata"], json!([]));
    // Without a name, the caller's own: of a root user as of anybody.
    let made = root.ok("CreateAccessKey", json!({})).await;
    let own = cloud.with_key(
        made["AccessKey"]["AccessKeyId"]
            .as_str()
            .unwrap_or_default(),
    );
    assert!(own.caller.is_root());
    let summary = own.ok("GetAccountSummary", json!({})).await;
    assert_eq!(summary["SummaryMap"]["AccountAccessKeysPresent"], 1);
}

#[tokio::test]
async fn the_first_root_key_is_listed_with_the_others() {
    let cloud = cloud().await;
    let account = cloud.cloud.account();
    let root = cloud.root_of(&account.id);
    let keys = root.ok("ListAccessKeys", json!({})).await;
    let ids = texts(&keys["AccessKeyMetadata"], "AccessKeyId");
    assert_eq!(ids, [account.root_access_key]);
}

#[tokio::test]
async fn instance_profiles_hold_one_role() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.all(&[
        (
            "CreateRole",
            json!({"RoleName": "r", "AssumeRolePolicyDocument": ec2_trust()}),
        ),
        (
            "CreateInstanceProfile",
            json!({"InstanceProfileName": "p", "Path": "/x/"}),
        ),
        (
            "AddRoleToInstanceProfile",
            json!({"InstanceProfileName": "P", "RoleName": "R"}),
        ),
    ])
    .await;
    let got = root
        .ok("GetInstanceProfile", json!({"InstanceProfileName": "p"}))
        .await;
    let got = &got["InstanceProfile"];
    assert_eq!(got["Arn"], "arn:aws:iam::111122223333:instance-profile/x/p");
    assert_eq!(texts(&got["Roles"], "RoleName"), ["r"]);
    let of_role = root
        .ok("ListInstanceProfilesForRole", json!({"RoleName": "r"}))
        .await;
    assert_eq!(
        texts(&of_role["InstanceProfiles"], "InstanceProfileName"),
        ["p"]
    );
    root.all(&[
        (
            "RemoveRoleFromInstanceProfile",
            json!({"InstanceProfileName": "p", "RoleName": "r"}),
        ),
        ("DeleteRole", json!({"RoleName": "r"})),
        ("DeleteInstanceProfile", json!({"InstanceProfileName": "p"})),
    ])
    .await;
}

#[tokio::test]
async fn a_role_from_beginning_to_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let create = json!({"RoleName": "R", "Path": "/svc/", "MaxSessionDuration": 7200,
        "AssumeRolePolicyDocument": ec2_trust()});
    let made = root.ok("CreateRole", create).await;
    assert_eq!(made["Role"]["MaxSessionDuration"], 7200);
    assert!(made["Role"]["Description"].is_null());
    root.ok("UpdateRole", json!({"RoleName": "R", "Description": "new"}))
        .await;
    let got = root.ok("GetRole", json!({"RoleName": "R"})).await;
    assert_eq!(
        (
            &got["Role"]["Description"],
            &got["Role"]["MaxSessionDuration"]
        ),
        (&json!("new"), &json!(7200))
    );
    let input = json!({"RoleName": "R", "Description": "newer"});
    let got = root.ok("UpdateRoleDescription", input).await;
    assert_eq!(got["Role"]["Description"], "newer");
    root.ok("DeleteRole", json!({"RoleName": "R"})).await;
    let made = root
        .ok(
            "CreateRole",
            json!({"RoleName": "R",
        "AssumeRolePolicyDocument": ec2_trust()}),
        )
        .await;
    assert_eq!(made["Role"]["MaxSessionDuration"], 3600);
}

#[tokio::test]
async fn an_account_has_one_alias_and_an_alias_one_account() {
    let cloud = cloud().await;
    let (one, two) = (cloud.root(), cloud.root_of("444455556666"));
    one.ok("CreateAccountAlias", json!({"AccountAlias": "seoul"}))
        .await;
    two.no("CreateAccountAlias", json!({"AccountAlias": "seoul"}))
        .await;
    one.ok("CreateAccountAlias", json!({"AccountAlias": "busan"}))
        .await;
    let aliases = one.ok("ListAccountAliases", json!({})).await;
    assert_eq!(aliases["AccountAliases"], json!(["busan"]));
    two.ok("CreateAccountAlias", json!({"AccountAlias": "seoul"}))
        .await;
    one.ok("DeleteAccountAlias", json!({"AccountAlias": "busan"}))
        .await;
    let aliases = one.ok("ListAccountAliases", json!({})).await;
    assert_eq!(aliases["AccountAliases"], json!([]));
}

#[tokio::test]
async fn accounts_see_their_own_only() {
    let cloud = cloud().await;
    let (one, two) = (cloud.root(), cloud.root_of("444455556666"));
    let arn = one
        .policy_named("P", policy("Allow", "s3:GetObject", "*"))
        .await;
    one.ok("CreateUser", json!({"UserName": "Ann"})).await;
    two.no("GetUser", json!({"UserName": "Ann"})).await;
    let error = two.no("GetPolicy", json!({"PolicyArn": arn})).await;
    assert_eq!(error.code, "NoSuchEntity");
    two.ok("CreateUser", json!({"UserName": "Ann"})).await;
    let error = two
        .no(
            "AttachUserPolicy",
            json!({"UserName": "Ann", "PolicyArn": arn}),
        )
        .await;
    assert_eq!(error.code, "NoSuchEntity");
    // IAM is the same in every Region.
    one.in_region("eu-west-1")
        .ok("GetUser", json!({"UserName": "Ann"}))
        .await;
}

#[tokio::test]
async fn the_summary_counts() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.policy_named("P", policy("Allow", "s3:GetObject", "*"))
        .await;
    root.all(&[
        ("CreateUser", json!({"UserName": "a"})),
        ("CreateUser", json!({"UserName": "b"})),
        ("DeleteUser", json!({"UserName": "a"})),
        ("CreateGroup", json!({"GroupName": "g"})),
    ])
    .await;
    let summary = root.ok("GetAccountSummary", json!({})).await;
    let map = &summary["SummaryMap"];
    for (name, expected) in [
        ("Users", 1),
        ("Groups", 1),
        ("Roles", 0),
        ("Policies", 1),
        ("PolicyVersionsInUse", 1),
        ("UsersQuota", 5_000),
        ("AccountMFAEnabled", 0),
    ] {
        assert_eq!(map[name], expected, "{name}");
    }
}

#[tokio::test]
async fn the_root_user_is_an_account() {
    let cloud = cloud().await;
    let got = cloud.root().ok("GetUser", json!({})).await;
    assert_eq!(got["User"]["Arn"], "arn:aws:iam::111122223333:root");
    assert_eq!(got["User"]["UserId"], "111122223333");
    assert!(got["User"]["UserName"].is_null());
    let error = cloud
        .root()
        .no(
            "AttachUserPolicy",
            json!({"UserName": "root", "PolicyArn": ADMIN}),
        )
        .await;
    assert_eq!(error.code, "NoSuchEntity");
}

/// Without a name a call means its caller, and a session is no user.
#[tokio::test]
async fn a_session_has_no_user_of_its_own() {
    let cloud = cloud().await;
    let root = cloud.root();
    let made = root
        .ok(
            "CreateRole",
            json!({"RoleName": "r", "AssumeRolePolicyDocument": ec2_trust()}),
        )
        .await;
    let mut caller = cloud.root().caller;
    caller.principal = haneul_policy::Principal {
        arn: "arn:aws:sts::111122223333:assumed-role/r/s".to_owned(),
        account: "111122223333".to_owned(),
        kind: haneul_policy::PrincipalKind::AssumedRole {
            role_arn: "arn:aws:iam::111122223333:role/r".to_owned(),
        },
        user_id: format!("{}:s", made["Role"]["RoleId"].as_str().unwrap_or_default()),
    };
    let session = cloud.as_caller(caller);
    for operation in ["GetUser", "CreateAccessKey", "ListAccessKeys"] {
        let error = session.no(operation, json!({})).await;
        assert_eq!(error.code, "ValidationError");
        assert_eq!(
            error.message,
            "Must specify userName when calling with non-User credentials"
        );
    }
}
