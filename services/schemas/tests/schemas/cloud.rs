//! A cloud with Schemas and EventBridge.

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
            Arc::new(haneul_events::Events),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_schemas::Schemas),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let root = cloud.root();
    World { cloud, root }
}

impl World {
    pub async fn of(&self, service: &str, operation: &str, input: Json) -> Json {
        match self.root.call(service, operation, input.clone()).await {
            Ok(answer) => answer,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        self.of("schemas", operation, input).await
    }

    pub async fn refusal(&self, operation: &str, input: Json) -> String {
        self.root.refusal("schemas", operation, input).await
    }

    pub async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    /// A schema of a registry, which is made for it.
    pub async fn schema(&self, name: &str, content: &str) -> Json {
        let input = json!({
            "RegistryName": "mine", "SchemaName": name, "Type": "OpenApi3", "Content": content,
        });
        self.ok("CreateSchema", input).await
    }
}

pub fn open_api(title: &str) -> String {
    json!({
        "openapi": "3.0.0", "info": {"title": title, "version": "1.0.0"}, "paths": {},
        "components": {"schemas": {"Event": {"type": "object"}}},
    })
    .to_string()
}
