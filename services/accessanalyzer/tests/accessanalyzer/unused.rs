//! Findings of unused access.

use crate::support::{DAY, ask, cloud, of, role, session};
use haneul_testkit::Client;
use serde_json::{Value as Json, json};

async fn found(root: &Client, arn: &str) -> Vec<(String, String, Json)> {
    let active = json!({"analyzerArn": arn, "filter": {"status": {"eq": ["ACTIVE"]}}});
    let list = ask(root, "ListFindingsV2", active).await;
    let mut found = Vec::new();
    for one in list["findings"].as_array().expect("findings") {
        let input = json!({"analyzerArn": arn, "id": one["id"]});
        let details = ask(root, "GetFindingV2", input).await["findingDetails"].clone();
        let name = one["resource"].as_str().expect("an ARN").rsplit('/').next();
        let kind = one["findingType"].as_str().expect("a type");
        found.push((name.unwrap().to_owned(), kind.to_owned(), details));
    }
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    found
}

#[tokio::test]
async fn iaa_1_roles_keys_passwords_and_permissions_that_nobody_uses() {
    let cloud = cloud().await;
    let root = cloud.root();
    let wide = json!([{"Effect": "Allow", "Action": ["s3:*", "ec2:*"], "Resource": "*"}]);
    role(&cloud, "worker", wide.clone()).await;
    role(&cloud, "idle", wide.clone()).await;
    role(&cloud, "spared", wide).await;
    let tags = json!([{"Key": "keep", "Value": "yes"}]);
    of(
        &root,
        "iam",
        "TagRole",
        json!({"RoleName": "spared", "Tags": tags}),
    )
    .await;
    of(&root, "iam", "CreateUser", json!({"UserName": "bob"})).await;
    let password = json!({"UserName": "bob", "Password": "Long-enough-1!"});
    of(&root, "iam", "CreateLoginProfile", password).await;
    of(&root, "iam", "CreateAccessKey", json!({"UserName": "bob"})).await;
    of(&root, "s3", "CreateBucket", json!({"Bucket": "photos"})).await;
    let rule = json!({"exclusions": [{"resourceTags": [{"keep": "yes"}]}]});
    let input = json!({
        "analyzerName": "idle", "type": "ACCOUNT_UNUSED_ACCESS",
        "configuration": {"unusedAccess": {"unusedAccessAge": 30, "analysisRule": rule}},
    });
    let arn = ask(&root, "CreateAnalyzer", input).await["arn"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(found(&root, &arn).await, [], "nothing is old enough");

    cloud.advance(31 * DAY).await;
    let worker = session(&cloud, "worker").await;
    of(&worker, "s3", "ListObjectsV2", json!({"Bucket": "photos"})).await;
    cloud.advance(DAY).await;
    let found = found(&root, &arn).await;
    let kinds: Vec<_> = found
        .iter()
        .map(|(who, kind, _)| format!("{who} {kind}"))
        .collect();
    let expected = [
        "bob UnusedIAMUserAccessKey",
        "bob UnusedIAMUserPassword",
        "idle UnusedIAMRole",
        "worker UnusedPermission",
    ];
    assert_eq!(kinds, expected);
    let details = found[3].2.as_array().expect("details");
    let of_service = |name: &str| {
        let mut all = details.iter().map(|one| &one["unusedPermissionDetails"]);
        all.find(|one| one["serviceNamespace"] == name)
            .expect("the service")
    };
    assert_eq!(of_service("ec2")["actions"], Json::Null, "not used at all");
    let actions = of_service("s3")["actions"].as_array().expect("actions");
    let has = |name: &str| actions.iter().any(|action| action["action"] == name);
    assert!(has("s3:PutObject") && !has("s3:ListBucket"), "{actions:?}");
}

#[tokio::test]
async fn what_is_denied_in_any_case_is_no_unused_permission() {
    let cloud = cloud().await;
    let root = cloud.root();
    let statements = json!([
        {"Effect": "Allow", "Action": ["sqs:ListQueues", "sqs:DeleteQueue", "sns:*"], "Resource": "*"},
        {"Effect": "Deny", "Action": ["sns:*", "sqs:Delete*"], "Resource": "*"},
    ]);
    role(&cloud, "worker", statements).await;
    cloud.advance(91 * DAY).await;
    let worker = session(&cloud, "worker").await;
    of(&worker, "sqs", "ListQueues", json!({})).await;
    let name = json!({"analyzerName": "idle", "type": "ACCOUNT_UNUSED_ACCESS"});
    let arn = ask(&root, "CreateAnalyzer", name).await["arn"]
        .as_str()
        .unwrap()
        .to_owned();
    let found = found(&root, &arn).await;
    let of_worker = found.iter().filter(|(who, ..)| who == "worker");
    assert_eq!(of_worker.count(), 0, "{found:?}");
}
