//! A cloud with IAM in it, and the few sentences that all tests here begin with.
#![allow(dead_code)]

use haneul_iam::{Directory, Iam};
use haneul_pipeline::AwsError;
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub async fn cloud() -> TestCloud {
    TestCloud::new(vec![Arc::new(Iam)], Arc::new(Directory::default())).await
}

pub const ADMIN: &str = "arn:aws:iam::aws:policy/AdministratorAccess";
pub const READ_ONLY: &str = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";

/// An identity policy of one statement.
pub fn policy(effect: &str, action: &str, resource: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": effect, "Action": action, "Resource": resource}]
    })
    .to_string()
}

pub fn trust(principal: Json) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]
    })
    .to_string()
}

pub fn ec2_trust() -> String {
    trust(json!({"Service": "ec2.amazonaws.com"}))
}

#[allow(async_fn_in_trait)]
pub trait Iamming {
    async fn ok(&self, operation: &str, input: Json) -> Json;
    async fn no(&self, operation: &str, input: Json) -> AwsError;
    /// Runs calls that must all succeed.
    async fn all(&self, calls: &[(&str, Json)]);
    async fn policy_named(&self, name: &str, document: String) -> String;
}

impl Iamming for Client {
    async fn ok(&self, operation: &str, input: Json) -> Json {
        match self.call("iam", operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    async fn no(&self, operation: &str, input: Json) -> AwsError {
        match self.call("iam", operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => error,
        }
    }

    async fn all(&self, calls: &[(&str, Json)]) {
        for (operation, input) in calls {
            self.ok(operation, input.clone()).await;
        }
    }

    async fn policy_named(&self, name: &str, document: String) -> String {
        let input = json!({"PolicyName": name, "PolicyDocument": document});
        let made = self.ok("CreatePolicy", input).await;
        made["Policy"]["Arn"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

/// Makes a user and a key of the user's, and calls as that user.
pub async fn user(cloud: &TestCloud, name: &str) -> Client {
    let root = cloud.root();
    root.ok("CreateUser", json!({"UserName": name})).await;
    key_of(cloud, name).await
}

pub async fn key_of(cloud: &TestCloud, name: &str) -> Client {
    let made = cloud
        .root()
        .ok("CreateAccessKey", json!({"UserName": name}))
        .await;
    cloud.with_key(
        made["AccessKey"]["AccessKeyId"]
            .as_str()
            .unwrap_or_default(),
    )
}

pub fn texts(list: &Json, member: &str) -> Vec<String> {
    let items = list.as_array().cloned().unwrap_or_default();
    let text = |item: &Json| item[member].as_str().unwrap_or_default().to_owned();
    items.iter().map(text).collect()
}
