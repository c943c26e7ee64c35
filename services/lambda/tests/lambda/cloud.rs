//! A cloud with Lambda, and a role for functions.

use crate::testing::zip;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub const ROLE: &str = "arn:aws:iam::111122223333:role/function";

pub struct World {
    pub cloud: TestCloud,
    pub root: Client,
}

pub async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_lambda::Lambda),
            Arc::new(haneul_s3::S3),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let root = cloud.root();
    let world = World { cloud, root };
    world.role("function", "lambda.amazonaws.com").await;
    world
}

pub fn arn(rest: &str) -> String {
    format!("arn:aws:lambda:us-east-1:111122223333:{rest}")
}

/// A package of one file, in base64.
pub fn package(name: &str, text: &str) -> String {
    BASE64_STANDARD.encode(zip(&[(name, text, 0o100_644)]))
}

pub fn function(name: &str) -> Json {
    json!({
        "FunctionName": name, "Runtime": "python3.12", "Handler": "a.handler", "Role": ROLE,
        "Code": {"ZipFile": package("a.py", "def handler(e, c): return e")},
    })
}

pub fn merged(mut input: Json, more: Json) -> Json {
    let all = input.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    input
}

impl World {
    pub async fn of(&self, service: &str, operation: &str, input: Json) -> Json {
        self.root.must(service, operation, input).await
    }

    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        self.of("lambda", operation, input).await
    }

    /// The code and the message.
    pub async fn no(&self, operation: &str, input: Json) -> (String, String) {
        match self.root.call("lambda", operation, input.clone()).await {
            Ok(answer) => panic!("{operation} {input} answered {answer}"),
            Err(error) => (error.code.into_owned(), error.message),
        }
    }

    pub async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    pub async fn role(&self, name: &str, service: &str) {
        let trust = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}});
        let made = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
        self.of("iam", "CreateRole", made).await;
    }

    /// A function that can be called.
    pub async fn function(&self, name: &str, more: Json) -> Json {
        let made = self
            .ok("CreateFunction", merged(function(name), more))
            .await;
        self.seconds(1).await;
        made
    }
}
