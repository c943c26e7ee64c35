//! A call that is repeated with its token is answered as it was the first time.

use super::scene::Scene;
use haneul_stories::Failures;
use haneul_testkit::laws::Fixture;
use serde_json::json;

pub async fn token(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    let scene = Scene::set(fixture).await?;
    let root = scene.cloud.root();
    for operation in scene.implemented() {
        let shape = operation.input.map(|id| scene.model.shape(id));
        let mut members = shape.into_iter().flat_map(|shape| shape.members());
        let Some(member) = members.find(|member| member.idempotency_token) else {
            continue;
        };
        let mut input = scene.sampler(operation).input();
        let least = scene.model.shape(member.shape).min;
        input[member.name] = match least {
            Some(least) if least > 32.0 => json!("01234567-89ab-4def-8123-456789abcdef"),
            _ => json!("0123456789abcdef0123456789abcdef"),
        };
        let first = scene.ask(&root, operation, input.clone()).await;
        let again = scene.ask(&root, operation, input).await;
        if first.is_err() || first != again {
            failures.add(operation.name, format!("{first:?}, then {again:?}"));
        }
    }
    Ok(failures)
}
