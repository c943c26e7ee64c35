//! Organisations, units and accounts: how they come, where they lie, how they go.

mod common;

use common::*;
use serde_json::{Value as Json, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3_600);

#[tokio::test]
async fn org_3_an_organisation_has_one_root_from_the_beginning() {
    let cloud = cloud().await;
    let root = cloud.root();
    assert_eq!(
        root.org_no("DescribeOrganization", json!({})).await.code,
        "AWSOrganizationsNotInUseException"
    );
    let made = root.org("CreateOrganization", json!({})).await;
    let id = text(&made["Organization"]["Id"]);
    assert!(id.starts_with("o-") && id.len() == 12, "{id}");
    assert_eq!(made["Organization"]["FeatureSet"], "ALL");
    assert_eq!(made, root.org("DescribeOrganization", json!({})).await);
    let roots = root.org("ListRoots", json!({})).await;
    assert_eq!(roots["Roots"].as_array().map(Vec::len), Some(1));
    assert_eq!(roots["Roots"][0]["PolicyTypes"], json!([]));
    assert_eq!(
        root.org_no("CreateOrganization", json!({})).await.code,
        "AlreadyInOrganizationException"
    );
    root.org("DeleteOrganization", json!({})).await;
    assert_eq!(
        root.org_no("ListRoots", json!({})).await.code,
        "AWSOrganizationsNotInUseException"
    );
    root.org(
        "CreateOrganization",
        json!({"FeatureSet": "CONSOLIDATED_BILLING"}),
    )
    .await;
    let roots = root.org("ListRoots", json!({})).await;
    let enable = json!({"RootId": roots["Roots"][0]["Id"], "PolicyType": SCP});
    assert_eq!(
        root.org_no("EnablePolicyType", enable).await.code,
        "PolicyTypeNotAvailableForOrganizationException"
    );
}

#[tokio::test]
async fn org_4_units_nest_five_deep_and_have_names_of_their_own() {
    let scene = Scene::set().await;
    let mut parent = scene.root.clone();
    for depth in 1..=5 {
        parent = scene.unit(&format!("level {depth}"), &parent).await;
    }
    let sixth = json!({"Name": "level 6", "ParentId": parent});
    let error = scene
        .management
        .org_no("CreateOrganizationalUnit", sixth)
        .await;
    assert_eq!(reason(&error), "OU_DEPTH_LIMIT_EXCEEDED");
    let told = json!({"OrganizationalUnitId": parent});
    let told = scene.org("DescribeOrganizationalUnit", told).await;
    let path = text(&told["OrganizationalUnit"]["Path"]);
    assert_eq!(path.matches("/ou-").count(), 5, "{path}");

    let top = scene
        .org(
            "ListOrganizationalUnitsForParent",
            json!({"ParentId": scene.root}),
        )
        .await;
    let top = text(&top["OrganizationalUnits"][0]["Id"]);
    let again = json!({"Name": "level 1", "ParentId": scene.root});
    let error = scene
        .management
        .org_no("CreateOrganizationalUnit", again.clone())
        .await;
    assert_eq!(error.code, "DuplicateOrganizationalUnitException");
    let renamed = json!({"OrganizationalUnitId": top, "Name": "first"});
    scene.org("UpdateOrganizationalUnit", renamed).await;
    scene.org("CreateOrganizationalUnit", again).await;
    let back = json!({"OrganizationalUnitId": top, "Name": "level 1"});
    let error = scene
        .management
        .org_no("UpdateOrganizationalUnit", back)
        .await;
    assert_eq!(error.code, "DuplicateOrganizationalUnitException");

    let full = json!({"OrganizationalUnitId": top});
    let error = scene
        .management
        .org_no("DeleteOrganizationalUnit", full)
        .await;
    assert_eq!(error.code, "OrganizationalUnitNotEmptyException");
    scene
        .org(
            "DeleteOrganizationalUnit",
            json!({"OrganizationalUnitId": parent}),
        )
        .await;
    let error = scene.management.org_no(
        "DescribeOrganizationalUnit",
        json!({"OrganizationalUnitId": parent}),
    );
    assert_eq!(error.await.code, "OrganizationalUnitNotFoundException");
}

#[tokio::test]
async fn org_1_created_accounts_are_listed_and_reached_by_their_role() {
    let scene = Scene::set().await;
    let asked = json!({"AccountName": "dev", "Email": "dev@example.com", "RoleName": "Reach"});
    let asked = scene.org("CreateAccount", asked).await;
    let status = &asked["CreateAccountStatus"];
    assert_eq!(
        (&status["State"], &status["AccountId"]),
        (&json!("IN_PROGRESS"), &Json::Null)
    );
    let of = json!({"States": ["IN_PROGRESS"]});
    let pending = scene.org("ListCreateAccountStatus", of.clone()).await;
    assert_eq!(pending["CreateAccountStatuses"][0]["Id"], status["Id"]);
    scene.cloud.advance(Duration::from_secs(10)).await;
    let pending = scene.org("ListCreateAccountStatus", of).await;
    assert_eq!(pending["CreateAccountStatuses"], json!([]));
    let done = json!({"CreateAccountRequestId": status["Id"]});
    let done = scene.org("DescribeCreateAccountStatus", done).await;
    let account = text(&done["CreateAccountStatus"]["AccountId"]);

    let listed = scene.org("ListAccounts", json!({})).await;
    let ids: Vec<_> = listed["Accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| &a["Id"])
        .collect();
    assert_eq!(ids.len(), 2, "{listed}");
    assert!(ids.contains(&&json!(account)));
    let told = scene
        .org("DescribeAccount", json!({"AccountId": account}))
        .await;
    assert_eq!(told["Account"]["Email"], "dev@example.com");
    assert_eq!(told["Account"]["JoinedMethod"], "CREATED");
    let parents = scene.org("ListParents", json!({"ChildId": account})).await;
    assert_eq!(
        parents["Parents"],
        json!([{"Id": scene.root, "Type": "ROOT"}])
    );
    let children = json!({"ParentId": scene.root, "ChildType": "ACCOUNT"});
    let children = scene.org("ListChildren", children).await;
    assert_eq!(children["Children"].as_array().map(Vec::len), Some(2));

    let inside = scene.reach(&account, "Reach").await;
    inside
        .ok("iam", "CreateUser", json!({"UserName": "made"}))
        .await;
    // Nobody else gets in.
    let stranger = scene.user(OTHER, "admin", Some(ADMIN)).await;
    let input = json!({
        "RoleArn": format!("arn:aws:iam::{account}:role/Reach"), "RoleSessionName": "session",
    });
    assert_eq!(
        stranger.no("sts", "AssumeRole", input).await.code,
        "AccessDenied"
    );
}

#[tokio::test]
async fn an_address_belongs_to_one_account() {
    let scene = Scene::set().await;
    scene.account("dev").await;
    let asked = json!({"AccountName": "again", "Email": "Dev@Example.com"});
    let asked = scene.org("CreateAccount", asked).await;
    scene.cloud.advance(Duration::from_secs(10)).await;
    let done = json!({"CreateAccountRequestId": asked["CreateAccountStatus"]["Id"]});
    let done = scene.org("DescribeCreateAccountStatus", done).await;
    let status = &done["CreateAccountStatus"];
    assert_eq!(
        (&status["State"], &status["FailureReason"]),
        (&json!("FAILED"), &json!("EMAIL_ALREADY_EXISTS"))
    );
}

#[tokio::test]
async fn without_iam_no_account_is_opened() {
    let services: Vec<std::sync::Arc<dyn haneul_pipeline::Service>> =
        vec![std::sync::Arc::new(haneul_organizations::Organizations)];
    let identity = std::sync::Arc::new(haneul_testkit::NoIdentity);
    let cloud = haneul_testkit::TestCloud::new(services, identity).await;
    let root = cloud.root();
    root.org("CreateOrganization", json!({})).await;
    // The second time as well: the address is free again.
    for _ in 0..2 {
        let asked = json!({"AccountName": "dev", "Email": "dev@example.com"});
        let asked = root.org("CreateAccount", asked).await;
        cloud.advance(Duration::from_secs(20)).await;
        let done = json!({"CreateAccountRequestId": asked["CreateAccountStatus"]["Id"]});
        let done = root.org("DescribeCreateAccountStatus", done).await;
        assert_eq!(
            done["CreateAccountStatus"]["FailureReason"],
            "INTERNAL_FAILURE"
        );
    }
}

#[tokio::test]
async fn moving_names_both_places() {
    let scene = Scene::set().await;
    let unit = scene.unit("Dev", &scene.root).await;
    let account = scene.account("dev").await;
    let input = |from: &str, to: &str| json!({"AccountId": account, "SourceParentId": from, "DestinationParentId": to});
    for (from, to, code) in [
        (
            unit.as_str(),
            scene.root.as_str(),
            "SourceParentNotFoundException",
        ),
        (
            &scene.root,
            "ou-none-aaaaaaaa",
            "DestinationParentNotFoundException",
        ),
        (&scene.root, &scene.root, "DuplicateAccountException"),
    ] {
        assert_eq!(
            scene
                .management
                .org_no("MoveAccount", input(from, to))
                .await
                .code,
            code
        );
    }
    scene.move_to(&account, &scene.root, &unit).await;
    let under = scene
        .org("ListAccountsForParent", json!({"ParentId": unit}))
        .await;
    assert_eq!(under["Accounts"][0]["Id"], json!(account));
    let missing = json!({
        "AccountId": OTHER, "SourceParentId": scene.root, "DestinationParentId": unit,
    });
    let error = scene.management.org_no("MoveAccount", missing).await;
    assert_eq!(error.code, "AccountNotFoundException");
}

#[tokio::test]
async fn created_accounts_go_after_a_week() {
    let scene = Scene::set().await;
    let (one, two) = (scene.account("one").await, scene.account("two").await);
    let leave = json!({"AccountId": one});
    let error = scene
        .management
        .org_no("RemoveAccountFromOrganization", leave.clone())
        .await;
    assert_eq!(reason(&error), "WAIT_PERIOD_ACTIVE");
    let error = scene
        .management
        .org_no("DeleteOrganization", json!({}))
        .await;
    assert_eq!(error.code, "OrganizationNotEmptyException");
    scene.cloud.advance(8 * DAY).await;
    scene
        .org("RemoveAccountFromOrganization", leave.clone())
        .await;
    scene
        .cloud
        .root_of(&two)
        .org("LeaveOrganization", json!({}))
        .await;
    let error = scene
        .cloud
        .root_of(&two)
        .org_no("DescribeOrganization", json!({}))
        .await;
    assert_eq!(error.code, "AWSOrganizationsNotInUseException");
    let error = scene
        .management
        .org_no("RemoveAccountFromOrganization", leave)
        .await;
    assert_eq!(error.code, "AccountNotFoundException");
    let error = scene
        .management
        .org_no("LeaveOrganization", json!({}))
        .await;
    assert_eq!(error.code, "MasterCannotLeaveOrganizationException");
    scene.org("DeleteOrganization", json!({})).await;
}

#[tokio::test]
async fn a_closed_account_is_suspended_and_then_gone() {
    let scene = Scene::set().await;
    let account = scene.account("dev").await;
    let close = json!({"AccountId": account});
    let own = json!({"AccountId": scene.management.account});
    let error = scene.management.org_no("CloseAccount", own).await;
    assert_eq!(reason(&error), "CANNOT_CLOSE_MANAGEMENT_ACCOUNT");
    scene.org("CloseAccount", close.clone()).await;
    let state = async || {
        let told = scene.org("DescribeAccount", close.clone()).await;
        text(&told["Account"]["Status"])
    };
    assert_eq!(state().await, "PENDING_CLOSURE");
    let error = scene.management.org_no("CloseAccount", close.clone()).await;
    assert_eq!(error.code, "AccountAlreadyClosedException");
    let error = scene
        .management
        .org_no("RemoveAccountFromOrganization", close.clone())
        .await;
    assert_eq!(reason(&error), "ACCOUNT_CANNOT_LEAVE_ORGANIZATION");
    scene.cloud.advance(Duration::from_secs(60)).await;
    assert_eq!(state().await, "SUSPENDED");
    scene.cloud.advance(91 * DAY).await;
    let error = scene.management.org_no("DescribeAccount", close).await;
    assert_eq!(error.code, "AccountNotFoundException");
    // Nobody ever acts in it again.
    let root = scene.cloud.root_of(&account);
    root.no("sqs", "ListQueues", json!({})).await;
    root.org_no("CreateOrganization", json!({})).await;
}
