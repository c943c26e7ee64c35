//! Clouds that share a database.

use crate::{ACCOUNT, Client, REGION};
use haneul_blob::Blobs;
use haneul_pipeline::{Caller, Cloud, Identity, Parts, Service, Settings};
use haneul_runtime::node::Node;
use haneul_runtime::{Random, level};
use haneul_store_postgres::PostgresConfig;
use std::sync::Arc;

/// One of several nodes over one database, and root of the usual test account.
pub async fn node(
    url: &str,
    blobs: &Blobs,
    number: u64,
    services: Vec<Arc<dyn Service>>,
    identity: Arc<dyn Identity>,
) -> Client {
    let parts = Parts {
        store: haneul_store_postgres::open(&PostgresConfig::new(url)).expect("the database opens"),
        blobs: blobs.clone(),
        random: Random::seeded(number),
        services,
        identity,
        reconcilers: Vec::new(),
        settings: Settings::default(),
        node: Some(Node {
            id: format!("node-{number}"),
            level: level::KNOWN,
            ..Node::default()
        }),
    };
    Client {
        cloud: Cloud::open(parts).await.expect("the node opens"),
        caller: Caller::root("aws", ACCOUNT, "AKIATESTROOT"),
        account: ACCOUNT.to_owned(),
        region: REGION.to_owned(),
    }
}
