//! Who may call what: the management account, members, administrators of services, and those
//! whom the resource policy names.

mod common;

use common::*;
use serde_json::json;

const CONFIG: &str = "config.amazonaws.com";

#[tokio::test]
async fn members_see_little_and_change_nothing() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let member = scene.cloud.root_of(&account);
    let told = member.org("DescribeOrganization", json!({})).await;
    assert_eq!(
        told["Organization"]["MasterAccountId"],
        json!(scene.management.account)
    );
    for (operation, input) in [
        ("ListAccounts", json!({})),
        ("ListRoots", json!({})),
        ("DescribeAccount", json!({"AccountId": account})),
        (
            "CreateOrganizationalUnit",
            json!({"Name": "x", "ParentId": scene.root}),
        ),
        ("DeleteOrganization", json!({})),
        ("CloseAccount", json!({"AccountId": account})),
        (
            "DetachPolicy",
            json!({"PolicyId": "p-FullAWSAccess", "TargetId": account}),
        ),
    ] {
        let error = member.org_no(operation, input).await;
        assert_eq!(error.code, "AccessDeniedException", "{operation}");
        assert_eq!(
            error.message,
            "You don't have permissions to access this resource."
        );
    }
    let outsider = scene.cloud.root_of(OTHER);
    let error = outsider.org_no("ListAccounts", json!({})).await;
    assert_eq!(error.code, "AWSOrganizationsNotInUseException");
}

#[tokio::test]
async fn delegated_administrators_look_at_everything() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let member = scene.cloud.root_of(&account);
    let register = json!({"AccountId": account, "ServicePrincipal": CONFIG});
    let error = scene
        .management
        .org_no("RegisterDelegatedAdministrator", register.clone())
        .await;
    assert_eq!(reason(&error), "SERVICE_ACCESS_NOT_ENABLED");
    let service = json!({"ServicePrincipal": CONFIG});
    scene.org("EnableAWSServiceAccess", service.clone()).await;
    let listed = scene
        .org("ListAWSServiceAccessForOrganization", json!({}))
        .await;
    assert_eq!(
        listed["EnabledServicePrincipals"][0]["ServicePrincipal"],
        CONFIG
    );
    let own = json!({"AccountId": scene.management.account, "ServicePrincipal": CONFIG});
    let error = scene
        .management
        .org_no("RegisterDelegatedAdministrator", own)
        .await;
    assert_eq!(
        reason(&error),
        "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR"
    );
    scene
        .org("RegisterDelegatedAdministrator", register.clone())
        .await;
    let error = scene
        .management
        .org_no("RegisterDelegatedAdministrator", register.clone())
        .await;
    assert_eq!(error.code, "AccountAlreadyRegisteredException");

    let seen = member.org("ListAccounts", json!({})).await;
    assert_eq!(seen["Accounts"].as_array().map(Vec::len), Some(2));
    let administrators = member
        .org("ListDelegatedAdministrators", service.clone())
        .await;
    assert_eq!(
        administrators["DelegatedAdministrators"][0]["Id"],
        json!(account)
    );
    let services = member.org(
        "ListDelegatedServicesForAccount",
        json!({"AccountId": account}),
    );
    assert_eq!(
        services.await["DelegatedServices"][0]["ServicePrincipal"],
        CONFIG
    );
    let make = json!({"Name": "x", "ParentId": scene.root});
    let error = member.org_no("CreateOrganizationalUnit", make).await;
    assert_eq!(error.code, "AccessDeniedException");

    let error = scene
        .management
        .org_no(
            "RemoveAccountFromOrganization",
            json!({"AccountId": account}),
        )
        .await;
    assert_eq!(
        reason(&error),
        "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"
    );
    scene
        .org("DeregisterDelegatedAdministrator", register.clone())
        .await;
    let error = scene
        .management
        .org_no("DeregisterDelegatedAdministrator", register)
        .await;
    assert_eq!(error.code, "AccountNotRegisteredException");
    member.org_no("ListAccounts", json!({})).await;
    scene.org("DisableAWSServiceAccess", service).await;
    let unknown = json!({"ServicePrincipal": "nobody"});
    let error = scene
        .management
        .org_no("EnableAWSServiceAccess", unknown)
        .await;
    assert_eq!(reason(&error), "UNRECOGNIZED_SERVICE_PRINCIPAL");
}

#[tokio::test]
async fn the_resource_policy_lets_members_manage_policies() {
    let scene = Scene::set().await;
    let account = scene.account("security").await;
    let member = scene.cloud.root_of(&account);
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{account}:root")},
            "Action": ["organizations:CreatePolicy", "organizations:ListPolicies"],
            "Resource": "*",
            "Condition": {"StringEquals": {"organizations:PolicyType": SCP}},
        }],
    });
    let put = json!({"Content": policy.to_string()});
    let made = scene.org("PutResourcePolicy", put).await;
    let arn = text(&made["ResourcePolicy"]["ResourcePolicySummary"]["Arn"]);
    assert!(arn.contains(":resourcepolicy/o-"), "{arn}");
    member.org("ListPolicies", json!({"Filter": SCP})).await;
    let content = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}}"#;
    let create = json!({"Type": SCP, "Name": "p", "Description": "", "Content": content});
    member.org("CreatePolicy", create).await;
    // What the policy does not say stays closed.
    let error = member.org_no("ListPolicies", json!({"Filter": RCP})).await;
    assert_eq!(error.code, "AccessDeniedException");
    assert!(
        error.message.ends_with(
            "because no resource-based policy allows the organizations:ListPolicies action"
        ),
        "{error}"
    );
    member.org_no("ListAccounts", json!({})).await;
    member
        .org_no(
            "CreateOrganizationalUnit",
            json!({"Name": "x", "ParentId": scene.root}),
        )
        .await;

    let wide = policy
        .to_string()
        .replace("organizations:CreatePolicy", "organizations:*");
    let error = scene
        .management
        .org_no("PutResourcePolicy", json!({"Content": wide}))
        .await;
    assert_eq!(reason(&error), "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY");
    let error = scene
        .management
        .org_no("PutResourcePolicy", json!({"Content": "{}"}))
        .await;
    assert_eq!(reason(&error), "INVALID_RESOURCE_POLICY_JSON");
    scene.org("DeleteResourcePolicy", json!({})).await;
    let error = scene
        .management
        .org_no("DescribeResourcePolicy", json!({}))
        .await;
    assert_eq!(error.code, "ResourcePolicyNotFoundException");
    member.org_no("ListPolicies", json!({"Filter": SCP})).await;
}

#[tokio::test]
async fn policies_of_iam_know_arns_and_keys() {
    let scene = Scene::set().await;
    let unit = scene.unit("Dev", &scene.root).await;
    let tags = json!({"ResourceId": unit, "Tags": [{"Key": "team", "Value": "a"}]});
    scene.org("TagResource", tags).await;
    let user = scene.user(&scene.management.account, "u", None).await;
    let allow = json!({
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "organizations:ListPolicies", "Resource": "*",
             "Condition": {"StringEquals": {"organizations:PolicyType": SCP}}},
            {"Effect": "Allow", "Action": "organizations:DescribeOrganizationalUnit",
             "Resource": format!("arn:aws:organizations::*:ou/o-*/{unit}"),
             "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}},
            {"Effect": "Allow", "Action": "organizations:MoveAccount",
             "Resource": "arn:aws:organizations::*:account/*"},
        ],
    });
    let inline = json!({
        "UserName": "u", "PolicyName": "p", "PolicyDocument": allow.to_string(),
    });
    scene.management.ok("iam", "PutUserPolicy", inline).await;
    user.org("ListPolicies", json!({"Filter": SCP})).await;
    let error = user.org_no("ListPolicies", json!({"Filter": RCP})).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("AccessDeniedException", Some(400))
    );
    user.org(
        "DescribeOrganizationalUnit",
        json!({"OrganizationalUnitId": unit}),
    )
    .await;
    let untag = json!({"ResourceId": unit, "TagKeys": ["team"]});
    scene.org("UntagResource", untag).await;
    user.org_no(
        "DescribeOrganizationalUnit",
        json!({"OrganizationalUnitId": unit}),
    )
    .await;
    // Both parents are asked about, too.
    let account = scene.account("dev").await;
    let input = json!({
        "AccountId": account, "SourceParentId": scene.root, "DestinationParentId": unit,
    });
    let error = user.org_no("MoveAccount", input).await;
    assert!(
        error
            .message
            .contains("organizations:MoveAccount on resource: arn:aws:organizations::")
    );
}

#[tokio::test]
async fn pages_and_tags_have_limits() {
    let scene = Scene::set().await;
    let wrong = json!({"NextToken": "nonsense"});
    let error = scene.management.org_no("ListAccounts", wrong).await;
    assert_eq!(reason(&error), "INVALID_NEXT_TOKEN");
    let tag = |n: usize| json!({"Key": format!("k{n}"), "Value": ""});
    let many: Vec<_> = (0..51).map(tag).collect();
    let error = scene
        .management
        .org_no(
            "TagResource",
            json!({"ResourceId": scene.root, "Tags": many}),
        )
        .await;
    assert_eq!(reason(&error), "MAX_TAG_LIMIT_EXCEEDED");
    for (tags, why) in [
        (json!([tag(1), tag(1)]), "DUPLICATE_TAG_KEY"),
        (
            json!([{"Key": "aws:x", "Value": ""}]),
            "INVALID_SYSTEM_TAGS_PARAMETER",
        ),
    ] {
        let input = json!({"ResourceId": scene.root, "Tags": tags});
        let error = scene.management.org_no("TagResource", input).await;
        assert_eq!(reason(&error), why);
    }
    let missing = json!({"ResourceId": "ou-none-aaaaaaaa"});
    let error = scene
        .management
        .org_no("ListTagsForResource", missing)
        .await;
    assert_eq!(error.code, "TargetNotFoundException");
    let wrong = json!({"AccountId": "12"});
    let error = scene.management.org_no("DescribeAccount", wrong).await;
    assert_eq!(
        (error.code.as_ref(), reason(&error).as_str()),
        ("InvalidInputException", "INVALID_PATTERN")
    );
}
