//! A cloud with Parameter Store and what it asks.

use haneul_testkit::{NoIdentity, TestCloud, World};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

pub async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_events::Events),
            Arc::new(haneul_kms::Kms),
            Arc::new(haneul_secretsmanager::SecretsManager),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_ssm::Ssm),
        ],
        Arc::new(NoIdentity),
    )
    .await;
    World::new(cloud, "ssm")
}

/// Puts a text.
pub async fn put(world: &World, name: &str, value: &str) -> Json {
    let input = json!({"Name": name, "Value": value, "Type": "String", "Overwrite": true});
    world.ok("PutParameter", input).await
}

pub async fn get(world: &World, name: &str) -> Json {
    let input = json!({"Name": name, "WithDecryption": true});
    world.ok("GetParameter", input).await["Parameter"].clone()
}

pub async fn days(world: &World, days: u64) {
    world
        .cloud
        .advance(Duration::from_secs(days * 86_400))
        .await;
}

/// Of a list of things that have names.
pub fn names(list: &Json) -> String {
    let list = list.as_array().expect("a list");
    let names: Vec<&str> = list.iter().filter_map(|one| one["Name"].as_str()).collect();
    names.join(" ")
}
