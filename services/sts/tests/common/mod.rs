//! A cloud with IAM and STS in it, and the sentences that all tests here begin with.
#![allow(dead_code)]

use haneul_iam::{Directory, Iam};
use haneul_pipeline::AwsError;
use haneul_sts::Sts;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub const ROLE: &str = "arn:aws:iam::111122223333:role/svc/Lister";
pub const READ_ONLY: &str = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";

pub async fn cloud() -> TestCloud {
    let services: Vec<Arc<dyn haneul_pipeline::Service>> = vec![Arc::new(Iam), Arc::new(Sts)];
    TestCloud::new(services, Arc::new(Directory::default())).await
}

pub async fn iam(client: &Client, operation: &str, input: Json) -> Json {
    match client.call("iam", operation, input.clone()).await {
        Ok(answer) => answer,
        Err(error) => panic!("{operation} {input}: {error}"),
    }
}

pub async fn sts(client: &Client, operation: &str, input: Json) -> Result<Json, AwsError> {
    client.call("sts", operation, input).await
}

pub async fn refused(client: &Client, operation: &str, input: Json) -> (String, String) {
    match sts(client, operation, input.clone()).await {
        Ok(answer) => panic!("{operation} {input} answered {answer}"),
        Err(error) => (error.code.to_string(), error.message),
    }
}

pub fn policy(effect: &str, action: &str, resource: &str) -> String {
    json!({"Version": "2012-10-17",
        "Statement": [{"Effect": effect, "Action": action, "Resource": resource}]})
    .to_string()
}

/// Trust in `principal` for all that assuming a role can ask for.
pub fn trust(principal: Json, condition: Json) -> String {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal,
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        "Condition": condition}]})
    .to_string()
}

pub async fn user(cloud: &TestCloud, name: &str) -> Client {
    let root = cloud.root();
    iam(&root, "CreateUser", json!({"UserName": name})).await;
    let made = iam(&root, "CreateAccessKey", json!({"UserName": name})).await;
    cloud.with_key(
        made["AccessKey"]["AccessKeyId"]
            .as_str()
            .unwrap_or_default(),
    )
}

pub async fn put_user_policy(cloud: &TestCloud, name: &str, text: String) {
    let input = json!({"UserName": name, "PolicyName": "p", "PolicyDocument": text});
    iam(&cloud.root(), "PutUserPolicy", input).await;
}

/// The role `Lister`, which may list groups, trusting as the text says.
pub async fn role(cloud: &TestCloud, trust: String) {
    let root = cloud.root();
    let create = json!({"RoleName": "Lister", "Path": "/svc/", "AssumeRolePolicyDocument": trust});
    iam(&root, "CreateRole", create).await;
    let text = policy("Allow", "iam:ListGroups", "*");
    let put = json!({"RoleName": "Lister", "PolicyName": "p", "PolicyDocument": text});
    iam(&root, "PutRolePolicy", put).await;
}

/// A user Ann and a role that names her.
pub async fn ann_and_role() -> (TestCloud, Client) {
    let cloud = cloud().await;
    let ann = user(&cloud, "Ann").await;
    let arn = ann.caller.principal.arn.clone();
    role(&cloud, trust(json!({"AWS": arn}), json!({}))).await;
    (cloud, ann)
}

pub fn assume() -> Json {
    json!({"RoleArn": ROLE, "RoleSessionName": "work"})
}

pub fn with(mut input: Json, member: &str, value: Json) -> Json {
    input[member] = value;
    input
}

pub fn session(cloud: &TestCloud, answer: &Json) -> Client {
    let key = answer["Credentials"]["AccessKeyId"]
        .as_str()
        .unwrap_or_default();
    cloud.with_key(key)
}

pub async fn may(client: &Client, operation: &str) -> bool {
    client.call("iam", operation, json!({})).await.is_ok()
}
