//! Input that is wrong gets the service's error, and no input breaks anything.

use super::scene::Scene;
use haneul_stories::Failures;
use haneul_testkit::laws::{Fixture, hostile as odd, vary, wrong as breaking};
use serde_json::Value as Json;

pub async fn wrong(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    tokio::time::pause();
    let scene = Scene::set(fixture).await?;
    let root = scene.cloud.root();
    for operation in scene.implemented() {
        let sampler = scene.sampler(operation);
        for (what, input) in vary::inputs(&sampler, breaking::values, true) {
            let fault = match scene.ask(&root, operation, input).await {
                Ok(answer) => format!("answered {answer}"),
                Err(None) => "panicked".to_owned(),
                Err(Some(error)) => match scene.status(&error) {
                    400..=499 => continue,
                    status => format!("{status} {error}"),
                },
            };
            failures.add(operation.name, format!("{what}: {fault}"));
        }
    }
    Ok(failures)
}

pub async fn hostile(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    tokio::time::pause();
    for operation in Scene::set(fixture).await?.implemented() {
        // What is done to one operation's things does not spare the next one's.
        let scene = Scene::set(fixture).await?;
        let root = scene.cloud.root();
        let sampler = scene.sampler(operation);
        for (what, input) in vary::inputs(&sampler, odd::values, false) {
            if let Some(fault) = broken(&scene, &root, operation, input).await {
                failures.add(operation.name, format!("{what}: {fault}"));
            }
        }
    }
    Ok(failures)
}

async fn broken(
    scene: &Scene,
    root: &haneul_testkit::Client,
    operation: &'static haneul_model::Operation,
    input: Json,
) -> Option<String> {
    match scene.ask(root, operation, input).await {
        Err(None) => Some("panicked".to_owned()),
        Err(Some(error)) if scene.status(&error) == 501 => None,
        Err(Some(error)) if scene.status(&error) >= 500 => Some(error.to_string()),
        Err(Some(_)) => None,
        Ok(answer) => scene.faults(operation, &answer),
    }
}
