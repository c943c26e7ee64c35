//! Tag policies that are enforced: calls that would tag otherwise are refused, in every service.

mod common;

use common::*;
use haneul_testkit::Client;
use serde_json::{Value as Json, json};

struct Tagging {
    scene: Scene,
    account: String,
    member: Client,
}

impl Tagging {
    /// A member for whom `CostCenter` has two values, on buckets, queues, policies and units.
    async fn set() -> Tagging {
        let scene = Scene::set().await;
        let account = scene.account("dev").await;
        let kind = json!({"RootId": scene.root, "PolicyType": "TAG_POLICY"});
        scene.org("EnablePolicyType", kind).await;
        let content = json!({"tags": {"costcenter": {
            "tag_key": {"@@assign": "CostCenter"},
            "tag_value": {"@@assign": ["100", "2*"]},
            "enforced_for": {"@@assign": ["s3:bucket", "sqs:ALL_SUPPORTED", "iam:policy",
                "organizations:ou", "ec2:instance"]},
        }}});
        let input = json!({
            "Type": "TAG_POLICY", "Name": "tags", "Description": "", "Content": content.to_string(),
        });
        let made = scene.org("CreatePolicy", input).await;
        let id = text(&made["Policy"]["PolicySummary"]["Id"]);
        scene.attach(&id, &scene.root).await;
        let member = scene.cloud.root_of(&account);
        Tagging {
            scene,
            account,
            member,
        }
    }
}

async fn violates(client: &Client, service: &str, operation: &str, input: Json) {
    let error = client.no(service, operation, input).await;
    assert_eq!(
        (error.code.as_ref(), error.status),
        ("TagPolicyViolation", Some(400))
    );
    assert!(error.message.contains("following tag key: '"), "{error}");
}

fn queue(name: &str, key: &str, value: &str) -> Json {
    json!({"QueueName": name, "tags": {key: value}})
}

#[tokio::test]
async fn a_tag_that_breaks_the_policy_is_refused_when_a_thing_is_made() {
    let own = Tagging::set().await;
    for client in [&own.member, &own.scene.management] {
        violates(client, "sqs", "CreateQueue", queue("q", "CostCenter", "3")).await;
        violates(
            client,
            "sqs",
            "CreateQueue",
            queue("q", "costCenter", "100"),
        )
        .await;
        client
            .ok("sqs", "CreateQueue", queue("q", "CostCenter", "2b"))
            .await;
        client
            .ok("sqs", "CreateQueue", queue("p", "other", "3"))
            .await;
    }
    // Nothing came of what was refused.
    let queues = own.member.ok("sqs", "ListQueues", json!({})).await;
    assert_eq!(queues["QueueUrls"].as_array().map(Vec::len), Some(2));
    let outsider = own.scene.cloud.root_of(OTHER);
    outsider
        .ok("sqs", "CreateQueue", queue("q", "CostCenter", "3"))
        .await;
}

#[tokio::test]
async fn and_when_it_is_tagged() {
    let own = Tagging::set().await;
    let bucket = format!("b-{}", own.account);
    own.member
        .ok("s3", "CreateBucket", json!({"Bucket": bucket}))
        .await;
    let tags = |value: &str| json!({"Bucket": bucket, "Tagging": {"TagSet": [{"Key": "CostCenter", "Value": value}]}});
    violates(&own.member, "s3", "PutBucketTagging", tags("3")).await;
    own.member.ok("s3", "PutBucketTagging", tags("100")).await;
    let policy = |name: &str, value: &str| {
        let document = json!({"Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}});
        json!({"PolicyName": name, "PolicyDocument": document.to_string(),
            "Tags": [{"Key": "CostCenter", "Value": value}]})
    };
    violates(&own.member, "iam", "CreatePolicy", policy("p", "3")).await;
    own.member
        .ok("iam", "CreatePolicy", policy("p", "100"))
        .await;
    // Users are not among what policies can be enforced for.
    let user = json!({"UserName": "u", "Tags": [{"Key": "CostCenter", "Value": "3"}]});
    own.member.ok("iam", "CreateUser", user).await;
    let unit = own.scene.unit("Dev", &own.scene.root).await;
    let tags = json!({"ResourceId": unit, "Tags": [{"Key": "CostCenter", "Value": "3"}]});
    let error = own.scene.management.org_no("TagResource", tags).await;
    assert_eq!(reason(&error), "TAG_POLICY_VIOLATION");
}

#[tokio::test]
async fn permissions_come_first_and_the_policy_ends_with_its_attachment() {
    let own = Tagging::set().await;
    let nobody = own.scene.user(&own.account, "nobody", None).await;
    let error = nobody
        .no("sqs", "CreateQueue", queue("q", "CostCenter", "3"))
        .await;
    assert!(error.code.starts_with("AccessDenied"), "{error}");
    let attached = json!({"TargetId": own.scene.root, "Filter": "TAG_POLICY"});
    let attached = own.scene.org("ListPoliciesForTarget", attached).await;
    let id = text(&attached["Policies"][0]["Id"]);
    own.scene.detach(&id, &own.scene.root).await;
    own.member
        .ok("sqs", "CreateQueue", queue("q", "CostCenter", "3"))
        .await;
}
