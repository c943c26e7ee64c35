//! What a service does not do yet is refused by name.

use super::scene::Scene;
use haneul_stories::Failures;
use haneul_testkit::laws::Fixture;
use serde_json::json;

pub async fn says_so(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    let scene = Scene::set(fixture).await?;
    let implemented = scene.implemented();
    let root = scene.cloud.root();
    let service = scene.model.metadata.service_id.replace(' ', "");
    for operation in &scene.model.operations {
        if implemented.iter().any(|o| o.name == operation.name) {
            continue;
        }
        match scene.ask(&root, operation, json!({})).await {
            Err(Some(error))
                if error.code == "NotImplemented"
                    && scene.status(&error) == 501
                    && error
                        .message
                        .contains(&format!("{service}:{}", operation.name)) => {}
            Err(Some(error)) => failures.add(operation.name, error.to_string()),
            other => failures.add(operation.name, format!("{other:?}")),
        }
    }
    Ok(failures)
}
