//! A tag that was put is shown, and one that was taken is not.

use super::scene::Scene;
use haneul_model::Operation;
use haneul_stories::Failures;
use haneul_testkit::laws::Fixture;
use haneul_testkit::laws::tags::{self, Family};
use serde_json::Value as Json;

pub async fn round_trip(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    let scene = Scene::set(fixture).await?;
    for operation in scene.implemented() {
        let outcome = match tags::family(scene.model, operation) {
            None => continue,
            Some(Err(missing)) => Err(missing),
            Some(Ok(family)) => there_and_back(&scene, family).await,
        };
        if let Err(fault) = outcome {
            failures.add(operation.name, fault);
        }
    }
    Ok(failures)
}

async fn there_and_back(scene: &Scene, family: Family) -> Result<(), String> {
    let mut put = scene.sampler(family.put).input();
    tags::with_tags(scene.model, family.put, &mut put);
    ask(scene, family.put, put).await?;
    let show = scene.sampler(family.show).input();
    let shown = ask(scene, family.show, show.clone()).await?;
    if !tags::shows(&shown) {
        return Err(format!("{} shows {shown}", family.show.name));
    }
    let mut take = scene.sampler(family.take).input();
    tags::with_keys(scene.model, family.take, &mut take);
    ask(scene, family.take, take).await?;
    match ask(scene, family.show, show).await {
        Ok(shown) if tags::shows(&shown) => Err(format!("still there: {shown}")),
        // Some services refuse to show that there are none.
        _ => Ok(()),
    }
}

async fn ask(scene: &Scene, operation: &'static Operation, input: Json) -> Result<Json, String> {
    let answer = scene.ask(&scene.cloud.root(), operation, input).await;
    answer.map_err(|error| match error {
        Some(error) => format!("{}: {error}", operation.name),
        None => format!("{} panicked", operation.name),
    })
}
