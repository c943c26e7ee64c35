//! The law of pages: pages of one, put together, are the whole list; and a marker is good for the
//! very list it came from.

mod common;

use common::*;
use haneul_testkit::Client;
use serde_json::{Value as Json, json};

async fn furnished() -> Client {
    let cloud = cloud().await;
    let root = cloud.root();
    let names = ["delta", "Alpha", "charlie", "Bravo"];
    for name in names {
        let arn = root
            .policy_named(name, policy("Allow", "s3:GetObject", "*"))
            .await;
        root.all(&[
            ("CreateUser", json!({"UserName": name, "Path": "/a/"})),
            ("CreateGroup", json!({"GroupName": name})),
            (
                "CreateRole",
                json!({"RoleName": name, "AssumeRolePolicyDocument": ec2_trust()}),
            ),
            (
                "CreateInstanceProfile",
                json!({"InstanceProfileName": name}),
            ),
            (
                "AddRoleToInstanceProfile",
                json!({"InstanceProfileName": name, "RoleName": "delta"}),
            ),
            (
                "AddUserToGroup",
                json!({"UserName": "delta", "GroupName": name}),
            ),
            (
                "AddUserToGroup",
                json!({"UserName": name, "GroupName": "delta"}),
            ),
            (
                "AttachUserPolicy",
                json!({"UserName": "delta", "PolicyArn": arn}),
            ),
            (
                "AttachGroupPolicy",
                json!({"GroupName": "delta", "PolicyArn": arn}),
            ),
            (
                "AttachRolePolicy",
                json!({"RoleName": "delta", "PolicyArn": arn}),
            ),
            (
                "TagUser",
                json!({"UserName": "delta", "Tags": [{"Key": name, "Value": "v"}]}),
            ),
            (
                "TagRole",
                json!({"RoleName": "delta", "Tags": [{"Key": name, "Value": "v"}]}),
            ),
        ])
        .await;
        for (operation, member) in [
            ("PutUserPolicy", "UserName"),
            ("PutGroupPolicy", "GroupName"),
            ("PutRolePolicy", "RoleName"),
        ] {
            let text = policy("Allow", "s3:GetObject", "*");
            let input = json!({member: "delta", "PolicyName": name, "PolicyDocument": text});
            root.ok(operation, input).await;
        }
    }
    let own = "arn:aws:iam::111122223333:policy/delta";
    for _ in 0..3 {
        let text = policy("Allow", "s3:PutObject", "*");
        root.ok(
            "CreatePolicyVersion",
            json!({"PolicyArn": own, "PolicyDocument": text}),
        )
        .await;
        let tag = json!([{"Key": "k", "Value": "v"}]);
        root.ok("TagPolicy", json!({"PolicyArn": own, "Tags": tag}))
            .await;
    }
    for name in ["delta", "Alpha"] {
        root.ok("CreateAccessKey", json!({"UserName": "delta"}))
            .await;
        root.ok(
            "AttachUserPolicy",
            json!({"UserName": name, "PolicyArn": own}),
        )
        .await;
    }
    root
}

fn lists() -> Vec<(&'static str, Json, &'static str, usize)> {
    let own = "arn:aws:iam::111122223333:policy/delta";
    vec![
        ("ListUsers", json!({}), "Users", 4),
        ("ListUsers", json!({"PathPrefix": "/a/"}), "Users", 4),
        ("ListUsers", json!({"PathPrefix": "/b/"}), "Users", 0),
        ("ListGroups", json!({}), "Groups", 4),
        ("ListRoles", json!({}), "Roles", 4),
        ("ListInstanceProfiles", json!({}), "InstanceProfiles", 4),
        (
            "ListInstanceProfilesForRole",
            json!({"RoleName": "delta"}),
            "InstanceProfiles",
            4,
        ),
        (
            "ListGroupsForUser",
            json!({"UserName": "delta"}),
            "Groups",
            4,
        ),
        ("GetGroup", json!({"GroupName": "delta"}), "Users", 4),
        (
            "ListAttachedUserPolicies",
            json!({"UserName": "delta"}),
            "AttachedPolicies",
            4,
        ),
        (
            "ListAttachedGroupPolicies",
            json!({"GroupName": "delta"}),
            "AttachedPolicies",
            4,
        ),
        (
            "ListAttachedRolePolicies",
            json!({"RoleName": "delta"}),
            "AttachedPolicies",
            4,
        ),
        (
            "ListUserPolicies",
            json!({"UserName": "delta"}),
            "PolicyNames",
            4,
        ),
        (
            "ListGroupPolicies",
            json!({"GroupName": "delta"}),
            "PolicyNames",
            4,
        ),
        (
            "ListRolePolicies",
            json!({"RoleName": "delta"}),
            "PolicyNames",
            4,
        ),
        ("ListUserTags", json!({"UserName": "delta"}), "Tags", 4),
        ("ListRoleTags", json!({"RoleName": "delta"}), "Tags", 4),
        ("ListPolicyTags", json!({"PolicyArn": own}), "Tags", 1),
        (
            "ListPolicyVersions",
            json!({"PolicyArn": own}),
            "Versions",
            4,
        ),
        (
            "ListAccessKeys",
            json!({"UserName": "delta"}),
            "AccessKeyMetadata",
            2,
        ),
        ("ListPolicies", json!({"Scope": "Local"}), "Policies", 4),
        ("ListPolicies", json!({"OnlyAttached": true}), "Policies", 4),
        (
            "ListEntitiesForPolicy",
            json!({"PolicyArn": own}),
            "PolicyUsers",
            2,
        ),
        ("ListAccountAliases", json!({}), "AccountAliases", 0),
    ]
}

/// Follows the markers to the end.
async fn walk(root: &Client, operation: &str, input: &Json, member: &str, size: i64) -> Vec<Json> {
    let (mut items, mut marker) = (Vec::new(), None::<String>);
    for _ in 0..4_000 {
        let mut input = input.clone();
        input["MaxItems"] = json!(size);
        if let Some(marker) = &marker {
            input["Marker"] = json!(marker);
        }
        let page = root.ok(operation, input).await;
        let found = page[member].as_array().cloned().unwrap_or_default();
        assert!(found.len() <= size as usize);
        items.extend(found);
        marker = page["Marker"].as_str().map(str::to_owned);
        assert_eq!(page["IsTruncated"], json!(marker.is_some()), "{operation}");
        if marker.is_none() {
            return items;
        }
    }
    panic!("{operation} does not end");
}

#[tokio::test]
async fn pages_of_one_are_the_whole_list() {
    let root = furnished().await;
    for (operation, input, member, count) in lists() {
        let whole = walk(&root, operation, &input, member, 1_000).await;
        assert_eq!(whole.len(), count, "{operation} {input}: {whole:?}");
        let pages = walk(&root, operation, &input, member, 1).await;
        assert_eq!(pages, whole, "{operation} {input}");
    }
}

#[tokio::test]
async fn names_come_in_order_without_regard_to_case() {
    let root = furnished().await;
    let users = root.ok("ListUsers", json!({})).await;
    let names = texts(&users["Users"], "UserName");
    assert_eq!(names, ["Alpha", "Bravo", "charlie", "delta"]);
}

#[tokio::test]
async fn awss_own_policies_are_all_listed_once() {
    let root = furnished().await;
    let all = walk(&root, "ListPolicies", &json!({}), "Policies", 700).await;
    let aws = walk(
        &root,
        "ListPolicies",
        &json!({"Scope": "AWS"}),
        "Policies",
        1_000,
    )
    .await;
    assert_eq!(aws.len(), haneul_model::iam_facts::managed_policies().len());
    assert_eq!(all.len(), aws.len() + 4);
    let mut arns: Vec<_> = all.iter().map(|p| p["Arn"].to_string()).collect();
    arns.sort();
    arns.dedup();
    assert_eq!(arns.len(), all.len());
}

#[tokio::test]
async fn a_marker_is_good_for_its_own_list_only() {
    let cloud = cloud().await;
    let root = cloud.root();
    for name in ["a", "b", "c"] {
        root.ok("CreateUser", json!({"UserName": name})).await;
    }
    let page = root.ok("ListUsers", json!({"MaxItems": 1})).await;
    let marker = &page["Marker"];
    root.ok("ListUsers", json!({"MaxItems": 2, "Marker": marker}))
        .await;
    for (client, operation, input) in [
        (cloud.root(), "ListGroups", json!({"Marker": marker})),
        (
            cloud.root(),
            "ListUsers",
            json!({"Marker": marker, "PathPrefix": "/x/"}),
        ),
        (
            cloud.root_of("444455556666"),
            "ListUsers",
            json!({"Marker": marker}),
        ),
        (cloud.root(), "ListUsers", json!({"Marker": "not base64 !"})),
    ] {
        let error = client.no(operation, input.clone()).await;
        assert_eq!(error.message, "Invalid Marker.", "{operation} {input}");
    }
    // A page goes on where it was, whatever came or went meanwhile.
    root.ok("DeleteUser", json!({"UserName": "a"})).await;
    root.ok("CreateUser", json!({"UserName": "aa"})).await;
    let rest = root.ok("ListUsers", json!({"Marker": marker})).await;
    assert_eq!(texts(&rest["Users"], "UserName"), ["aa", "b", "c"]);
}
