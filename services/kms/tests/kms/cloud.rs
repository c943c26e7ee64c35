//! A cloud with KMS, and people with and without rights in it.

use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub struct World {
    pub cloud: TestCloud,
    pub root: Client,
}

pub async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_cloudwatch::CloudWatch),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_kms::Kms),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let root = cloud.root();
    World { cloud, root }
}

impl World {
    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        ok(&self.root, operation, input).await
    }

    /// The code and the message.
    pub async fn refusal(&self, operation: &str, input: Json) -> String {
        refusal(&self.root, operation, input).await
    }

    pub async fn days(&self, days: u64) {
        self.cloud.advance(Duration::from_secs(days * 86_400)).await;
    }

    /// The id and the ARN of a new key.
    pub async fn key(&self, input: Json) -> (String, String) {
        let made = self.ok("CreateKey", input).await;
        let metadata = &made["KeyMetadata"];
        (text(&metadata["KeyId"]), text(&metadata["Arn"]))
    }
}

pub async fn ok(client: &Client, operation: &str, input: Json) -> Json {
    match client.call("kms", operation, input.clone()).await {
        Ok(answer) => answer,
        Err(error) => panic!("{operation} {input}: {error}"),
    }
}

pub async fn refusal(client: &Client, operation: &str, input: Json) -> String {
    match client.call("kms", operation, input.clone()).await {
        Ok(answer) => panic!("{operation} {input}: {answer}"),
        Err(error) => error.to_string(),
    }
}

pub fn text(value: &Json) -> String {
    value.as_str().unwrap().to_owned()
}

pub fn b64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub fn bytes(value: &Json) -> Vec<u8> {
    BASE64_STANDARD.decode(value.as_str().unwrap()).unwrap()
}

pub fn none() -> Json {
    json!({})
}
