//! What is done and what is not, from the code itself.

use haneul_pipeline::Cloud;
use serde_json::{Map, Value as Json, json};

pub(super) fn of(cloud: &Cloud) -> Json {
    let implemented = cloud.implemented();
    let mut services = Map::new();
    for entry in haneul_model::index() {
        let done = implemented.get(entry.id);
        let operations: Vec<Json> = entry
            .operations()
            .map(|name| {
                let exists = done.is_some_and(|names| names.contains(&name));
                json!({ "name": name, "implemented": exists })
            })
            .collect();
        let count = done.map_or(0, Vec::len);
        services.insert(
            entry.id.to_owned(),
            json!({
                "implemented": count,
                "total": operations.len(),
                "operations": operations,
            }),
        );
    }
    json!({ "services": services })
}
