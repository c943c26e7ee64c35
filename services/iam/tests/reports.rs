//! Reports: everybody's rights, everybody's credentials, what was used.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::*;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::time::Duration;

/// Ann in a group, with a key; a role; policies on all of them.
async fn account() -> (TestCloud, Client, Client) {
    let cloud = cloud().await;
    let root = cloud.root();
    let ann = user(&cloud, "Ann").await;
    let own = root.policy_named("Own", policy("Allow", "s3:*", "*")).await;
    root.all(&[
        ("CreateGroup", json!({"GroupName": "crew"})),
        (
            "AddUserToGroup",
            json!({"GroupName": "crew", "UserName": "Ann"}),
        ),
        (
            "AttachGroupPolicy",
            json!({"GroupName": "crew", "PolicyArn": READ_ONLY}),
        ),
        (
            "PutUserPolicy",
            json!({"UserName": "Ann", "PolicyName": "mine",
            "PolicyDocument": policy("Allow", "sqs:SendMessage", "*")}),
        ),
        (
            "CreateRole",
            json!({"RoleName": "runner", "AssumeRolePolicyDocument": ec2_trust()}),
        ),
        (
            "AttachRolePolicy",
            json!({"RoleName": "runner", "PolicyArn": own}),
        ),
    ])
    .await;
    (cloud, root, ann)
}

#[tokio::test]
async fn everybody_with_everything_they_are_granted() {
    let (_cloud, root, _) = account().await;
    let all = root.ok("GetAccountAuthorizationDetails", json!({})).await;
    let ann = &all["UserDetailList"][0];
    assert_eq!(ann["GroupList"], json!(["crew"]));
    assert_eq!(texts(&ann["UserPolicyList"], "PolicyName"), ["mine"]);
    let group = &all["GroupDetailList"][0];
    assert_eq!(
        texts(&group["AttachedManagedPolicies"], "PolicyArn"),
        [READ_ONLY]
    );
    let role = &all["RoleDetailList"][0];
    assert_eq!(
        texts(&role["AttachedManagedPolicies"], "PolicyName"),
        ["Own"]
    );
    assert!(
        role["AssumeRolePolicyDocument"]
            .as_str()
            .unwrap()
            .starts_with("%7B")
    );
    assert_eq!(
        texts(&all["Policies"], "PolicyName"),
        ["Own", "IAMReadOnlyAccess"]
    );
    let document = &all["Policies"][0]["PolicyVersionList"][0]["Document"];
    assert!(document.as_str().unwrap().contains("s3%3A%2A"));
    let only = json!({"Filter": ["Group", "AWSManagedPolicy"]});
    let only = root.ok("GetAccountAuthorizationDetails", only).await;
    assert_eq!(only["UserDetailList"], json!([]));
    assert_eq!(
        texts(&only["Policies"], "PolicyName"),
        ["IAMReadOnlyAccess"]
    );
    let mut seen = Vec::new();
    let mut marker = Json::Null;
    loop {
        let mut input = json!({"MaxItems": 1});
        if marker.is_string() {
            input["Marker"] = marker;
        }
        let page = root.ok("GetAccountAuthorizationDetails", input).await;
        for (list, name) in [
            ("UserDetailList", "UserName"),
            ("GroupDetailList", "GroupName"),
            ("RoleDetailList", "RoleName"),
            ("Policies", "PolicyName"),
        ] {
            seen.extend(texts(&page[list], name));
        }
        if page["IsTruncated"] != json!(true) {
            break;
        }
        marker = page["Marker"].clone();
    }
    assert_eq!(seen, ["Ann", "crew", "runner", "Own", "IAMReadOnlyAccess"]);
}

async fn report(root: &Client) -> HashMap<String, HashMap<String, String>> {
    let got = root.ok("GetCredentialReport", json!({})).await;
    assert_eq!(got["ReportFormat"], json!("text/csv"));
    let text = STANDARD.decode(got["Content"].as_str().unwrap()).unwrap();
    let text = String::from_utf8(text).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
    let head: Vec<String> = lines.next().unwrap().collect();
    assert_eq!(head.len(), 22);
    let rows = lines.map(|line| head.iter().cloned().zip(line).collect::<HashMap<_, _>>());
    rows.map(|row| (row["user"].clone(), row)).collect()
}

#[tokio::test]
async fn a_report_of_credentials() {
    let (cloud, root, ann) = account().await;
    let none = root.no("GetCredentialReport", json!({})).await;
    assert_eq!((&*none.code, none.status), ("ReportNotPresent", Some(410)));
    let password = json!({"UserName": "Ann", "Password": "Three-kinds"});
    root.ok("CreateLoginProfile", password).await;
    ann.ok("ListUsers", json!({})).await;
    let generate = async || root.ok("GenerateCredentialReport", json!({})).await["State"].clone();
    assert_eq!(generate().await, json!("STARTED"));
    assert_eq!(generate().await, json!("INPROGRESS"));
    let early = root.no("GetCredentialReport", json!({})).await;
    assert_eq!(
        (&*early.code, early.status),
        ("ReportInProgress", Some(404))
    );
    cloud.advance(Duration::from_secs(3)).await;
    assert_eq!(generate().await, json!("COMPLETE"));
    let rows = report(&root).await;
    let of_root = &rows["<root_account>"];
    assert_eq!(of_root["arn"], "arn:aws:iam::111122223333:root");
    assert_eq!(of_root["password_enabled"], "not_supported");
    let of_ann = &rows["Ann"];
    assert_eq!(of_ann["password_enabled"], "true");
    assert_eq!(of_ann["mfa_active"], "false");
    assert_eq!(of_ann["access_key_1_active"], "true");
    assert_eq!(of_ann["access_key_1_last_used_service"], "iam");
    assert_eq!(of_ann["access_key_1_last_used_region"], "us-east-1");
    assert_eq!(of_ann["access_key_2_active"], "false");
    assert_eq!(of_ann["access_key_2_last_rotated"], "N/A");
    assert!(of_ann["user_creation_time"].ends_with("+00:00"));
    cloud.advance(Duration::from_secs(4 * 3_600)).await;
    let old = root.no("GetCredentialReport", json!({})).await;
    assert_eq!((&*old.code, old.status), ("ReportExpired", Some(410)));
    assert_eq!(generate().await, json!("STARTED"));
}

async fn accessed(root: &Client, arn: &str, granularity: &str) -> (String, Json) {
    let input = json!({"Arn": arn, "Granularity": granularity});
    let job = root.ok("GenerateServiceLastAccessedDetails", input).await["JobId"].clone();
    let job = job.as_str().unwrap().to_owned();
    let input = json!({"JobId": job, "MaxItems": 1000});
    let got = root.ok("GetServiceLastAccessedDetails", input).await;
    assert_eq!(got["JobStatus"], json!("COMPLETED"));
    (job, got["ServicesLastAccessed"].clone())
}

fn service<'s>(services: &'s Json, namespace: &str) -> Option<&'s Json> {
    let mut all = services.as_array().unwrap().iter();
    all.find(|service| service["ServiceNamespace"] == json!(namespace))
}

#[tokio::test]
async fn iam_3_what_was_used_of_what_may_be() {
    let (cloud, root, ann) = account().await;
    ann.ok("ListUsers", json!({})).await;
    let arn = "arn:aws:iam::111122223333:user/Ann";
    let (_, services) = accessed(&root, arn, "ACTION_LEVEL").await;
    let iam = service(&services, "iam").unwrap();
    assert_eq!(iam["LastAuthenticatedEntity"], json!(arn));
    assert_eq!(iam["TotalAuthenticatedEntities"], json!(1));
    assert_eq!(
        texts(&iam["TrackedActionsLastAccessed"], "ActionName"),
        ["ListUsers"]
    );
    let sqs = service(&services, "sqs").unwrap();
    assert!(sqs.get("LastAuthenticated").is_none());
    assert_eq!(sqs["ServiceName"], json!("Amazon SQS"));
    assert!(service(&services, "s3").is_none());
    let group = "arn:aws:iam::111122223333:group/crew";
    let (job, services) = accessed(&root, group, "SERVICE_LEVEL").await;
    assert!(service(&services, "iam").unwrap()["LastAuthenticated"].is_number());
    assert!(service(&services, "sqs").is_none());
    let input = json!({"JobId": job, "ServiceNamespace": "iam"});
    let with = root
        .ok("GetServiceLastAccessedDetailsWithEntities", input)
        .await;
    assert_eq!(
        with["EntityDetailsList"][0]["EntityInfo"]["Name"],
        json!("Ann")
    );
    let (_, services) = accessed(&root, READ_ONLY, "SERVICE_LEVEL").await;
    assert_eq!(
        service(&services, "iam").unwrap()["TotalAuthenticatedEntities"],
        json!(1)
    );
    let (_, services) = accessed(
        &root,
        "arn:aws:iam::111122223333:role/runner",
        "SERVICE_LEVEL",
    )
    .await;
    assert_eq!(services.as_array().unwrap().len(), 1);
    cloud.advance(Duration::from_secs(8 * 86_400)).await;
    let error = root
        .no("GetServiceLastAccessedDetails", json!({"JobId": job}))
        .await;
    assert_eq!(error.code, "NoSuchEntity");
    let nobody = json!({"Arn": "arn:aws:iam::111122223333:user/Nobody"});
    let error = root.no("GenerateServiceLastAccessedDetails", nobody).await;
    assert_eq!(error.code, "NoSuchEntity");
    let input = json!({"JobId": "01234567-89ab-cdef-0123-456789abcdef"});
    let error = root.no("GetServiceLastAccessedDetails", input).await;
    assert_eq!(error.code, "NoSuchEntity");
}

#[tokio::test]
async fn which_policies_reach_a_service() {
    let (_cloud, root, _) = account().await;
    let input = json!({"Arn": "arn:aws:iam::111122223333:user/Ann",
        "ServiceNamespaces": ["iam", "sqs", "s3"]});
    let got = root.ok("ListPoliciesGrantingServiceAccess", input).await;
    let policies = |place: usize| got["PoliciesGrantingServiceAccess"][place]["Policies"].clone();
    assert_eq!(texts(&policies(0), "PolicyArn"), [READ_ONLY]);
    assert_eq!(
        policies(1),
        json!([{"PolicyName": "mine", "PolicyType": "INLINE",
        "EntityType": "USER", "EntityName": "Ann"}])
    );
    assert_eq!(policies(2), json!([]));
}
