//! Findings of external access.

use crate::support::{DAY, OTHER, analyzer, ask, cloud, findings, of, policy, public_bucket};
use haneul_testkit::ACCOUNT;
use serde_json::{Value as Json, json};
use std::time::Duration;

const SOON: Duration = Duration::from_secs(301);

#[tokio::test]
async fn iaa_1_a_public_bucket_is_a_finding_until_it_is_not() {
    let cloud = cloud().await;
    let root = cloud.root();
    public_bucket(&root, "photos").await;
    let arn = analyzer(&root, "ACCOUNT").await;
    let found = findings(&root, &arn).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["resource"], "arn:aws:s3:::photos");
    assert_eq!(found[0]["resourceType"], "AWS::S3::Bucket");
    assert_eq!(found[0]["resourceOwnerAccount"], ACCOUNT);
    assert_eq!(found[0]["isPublic"], true);
    assert_eq!(found[0]["principal"], json!({"AWS": "*"}));
    assert_eq!(found[0]["action"], json!(["s3:GetObject"]));
    assert_eq!(found[0]["sources"], json!([{"type": "POLICY"}]));
    assert_eq!(found[0]["status"], "ACTIVE");
    let input = json!({"analyzerArn": arn, "resourceArn": "arn:aws:s3:::photos"});
    let seen = ask(&root, "GetAnalyzedResource", input.clone()).await["resource"].clone();
    assert_eq!(
        (&seen["isPublic"], &seen["status"]),
        (&json!(true), &json!("ACTIVE"))
    );
    assert_eq!(seen["sharedVia"], json!(["POLICY"]));

    // Block Public Access shuts it, whatever the policy says; a scan tells at once.
    let block = json!({"Bucket": "photos", "PublicAccessBlockConfiguration": {"RestrictPublicBuckets": true}});
    of(&root, "s3", "PutPublicAccessBlock", block).await;
    ask(&root, "StartResourceScan", input.clone()).await;
    assert_eq!(findings(&root, &arn).await[0]["status"], "RESOLVED");
    let seen = ask(&root, "GetAnalyzedResource", input).await["resource"].clone();
    assert_eq!(
        (&seen["isPublic"], &seen["status"]),
        (&json!(false), &json!("RESOLVED"))
    );

    // Without a scan it is seen within minutes, as the same finding.
    of(
        &root,
        "s3",
        "DeletePublicAccessBlock",
        json!({"Bucket": "photos"}),
    )
    .await;
    assert_eq!(findings(&root, &arn).await[0]["status"], "RESOLVED");
    cloud.advance(SOON).await;
    let again = findings(&root, &arn).await;
    assert_eq!(
        (&again[0]["status"], &again[0]["id"]),
        (&json!("ACTIVE"), &found[0]["id"])
    );

    // What is resolved is forgotten after 90 days.
    of(&root, "s3", "DeleteBucket", json!({"Bucket": "photos"})).await;
    cloud.advance(SOON).await;
    assert_eq!(findings(&root, &arn).await[0]["status"], "RESOLVED");
    cloud.advance(91 * DAY).await;
    assert_eq!(findings(&root, &arn).await, Vec::<Json>::new());
}

#[tokio::test]
async fn iaa_1_other_accounts_and_identity_providers_are_from_outside() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = policy(json!([{
        "Effect": "Allow", "Principal": {"AWS": [OTHER, ACCOUNT]}, "Action": ["sqs:SendMessage"],
        "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }]));
    let input = json!({"QueueName": "jobs", "Attributes": {"Policy": queue}});
    of(&root, "sqs", "CreateQueue", input).await;
    let trust = policy(json!([
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
        {"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"},
         "Action": "sts:AssumeRoleWithWebIdentity",
         "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": "us-east-1:x"}}},
    ]));
    let input = json!({"RoleName": "web", "AssumeRolePolicyDocument": trust});
    of(&root, "iam", "CreateRole", input).await;
    let arn = analyzer(&root, "ACCOUNT").await;
    let found = findings(&root, &arn).await;
    let of_kind = |kind: &str| {
        let mut found = found.iter();
        let one = found.find(|finding| finding["resourceType"] == kind);
        one.unwrap_or_else(|| panic!("{kind}")).clone()
    };
    assert_eq!(found.len(), 2, "{found:?}");
    let queue = of_kind("AWS::SQS::Queue");
    assert_eq!(queue["principal"], json!({"AWS": OTHER}));
    assert_eq!(queue["condition"], json!({"aws:SecureTransport": "true"}));
    assert_eq!(queue["isPublic"], false);
    let role = of_kind("AWS::IAM::Role");
    assert_eq!(
        role["principal"],
        json!({"Federated": "cognito-identity.amazonaws.com"})
    );
    assert_eq!(role["action"], json!(["sts:AssumeRoleWithWebIdentity"]));

    // Roles are in every Region, queues in theirs.
    let elsewhere = root.in_region("eu-west-1");
    let there = analyzer(&elsewhere, "ACCOUNT").await;
    let found = findings(&elsewhere, &there).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["resourceType"], "AWS::IAM::Role");

    // The second version says the same of one finding, and counts them.
    let input = json!({"analyzerArn": arn, "id": queue["id"]});
    let v1 = ask(&root, "GetFinding", input.clone()).await["finding"].clone();
    let v2 = ask(&root, "GetFindingV2", input).await;
    let details = &v2["findingDetails"][0]["externalAccessDetails"];
    assert_eq!(
        (&details["principal"], &details["action"]),
        (&v1["principal"], &v1["action"])
    );
    assert_eq!(v2["findingType"], "ExternalAccess");
    let counted = ask(&root, "GetFindingsStatistics", json!({"analyzerArn": arn})).await;
    let counted = &counted["findingsStatistics"][0]["externalAccessFindingsStatistics"];
    assert_eq!(counted["totalActiveFindings"], 2);
    let queues = &counted["resourceTypeStatistics"]["AWS::SQS::Queue"];
    assert_eq!(queues["totalActiveCrossAccount"], 1);
}

#[tokio::test]
async fn iaa_1_archive_rules_take_what_is_meant_to_be() {
    let cloud = cloud().await;
    let root = cloud.root();
    public_bucket(&root, "first").await;
    let arn = analyzer(&root, "ACCOUNT").await;
    let rule = |operation| {
        let filter = json!({"isPublic": {"eq": ["true"]}, "resource": {"contains": ["s3"]}});
        let input = json!({"analyzerName": "watch", "ruleName": "public", "filter": filter});
        (operation, input)
    };
    let (operation, input) = rule("CreateArchiveRule");
    ask(&root, operation, input.clone()).await;
    assert_eq!(
        root.refusal("accessanalyzer", operation, input).await,
        "ConflictException"
    );
    public_bucket(&root, "second").await;
    cloud.advance(SOON).await;
    let state = |found: Vec<Json>| {
        let mut all: Vec<_> = found
            .iter()
            .map(|f| {
                format!(
                    "{} {}",
                    f["resource"].as_str().unwrap(),
                    f["status"].as_str().unwrap()
                )
            })
            .collect();
        all.sort();
        all.join(", ")
    };
    let found = findings(&root, &arn).await;
    assert_eq!(
        state(found),
        "arn:aws:s3:::first ACTIVE, arn:aws:s3:::second ARCHIVED"
    );
    let apply = json!({"analyzerArn": arn, "ruleName": "public"});
    ask(&root, "ApplyArchiveRule", apply).await;
    let found = findings(&root, &arn).await;
    assert_eq!(
        state(found.clone()),
        "arn:aws:s3:::first ARCHIVED, arn:aws:s3:::second ARCHIVED"
    );
    let back = json!({"analyzerArn": arn, "ids": [found[0]["id"]], "status": "ACTIVE"});
    ask(&root, "UpdateFindings", back).await;
    let active = json!({"analyzerArn": arn, "filter": {"status": {"eq": ["ACTIVE"]}}});
    let active = ask(&root, "ListFindings", active).await;
    assert_eq!(active["findings"].as_array().unwrap().len(), 1);
    let sorted = |order| json!({"analyzerArn": arn, "maxResults": 1, "sort": {"attributeName": "resource", "orderBy": order}});
    for (order, first) in [("ASC", "first"), ("DESC", "second")] {
        let page = ask(&root, "ListFindingsV2", sorted(order)).await;
        let resource = format!("arn:aws:s3:::{first}");
        assert_eq!(page["findings"][0]["resource"], resource, "{order}");
        let mut next = sorted(order);
        next["nextToken"] = page["nextToken"].clone();
        let rest = ask(&root, "ListFindingsV2", next).await;
        assert_ne!(rest["findings"][0]["resource"], resource);
        assert_eq!(rest["nextToken"], Json::Null);
    }
}
