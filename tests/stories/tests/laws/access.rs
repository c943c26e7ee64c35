//! Who has no permission is refused in AWS's words.

use super::scene::Scene;
use haneul_model::{Operation, iam_facts};
use haneul_pipeline::AwsError;
use haneul_stories::Failures;
use haneul_testkit::laws::Fixture;

pub async fn user(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    let scene = Scene::set(fixture).await?;
    let user = scene.powerless().await?;
    for operation in scene.implemented() {
        let facts = iam_facts::actions_of(scene.model.id, operation.name);
        if facts.none_needed {
            continue;
        }
        let input = scene.sampler(operation).input();
        match scene.ask(&user, operation, input).await {
            Ok(answer) => failures.add(operation.name, format!("answered {answer}")),
            Err(None) => failures.add(operation.name, "panicked"),
            Err(Some(error)) => {
                if let Some(fault) =
                    wording(&scene, facts.actions, &user.caller.principal.arn, &error)
                {
                    failures.add(operation.name, fault);
                }
            }
        }
    }
    Ok(failures)
}

/// What is missing from the refusal: its code, its status, who, what.
fn wording(scene: &Scene, actions: &[&str], who: &str, error: &AwsError) -> Option<String> {
    let codes = [
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "UnauthorizedOperation",
    ];
    let message = error.message.to_ascii_lowercase();
    let names_action = |action: &&str| message.contains(&action.to_ascii_lowercase());
    let sound = codes.contains(&&*error.code)
        && scene.refuses(error)
        && message
            .contains(&format!("user: {who} is not authorized to perform: ").to_ascii_lowercase())
        && actions.iter().any(names_action);
    (!sound).then(|| format!("refused with {} {error}", scene.status(error)))
}

pub async fn nobody(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    let scene = Scene::set(fixture).await?;
    let nobody = scene.cloud.anonymous();
    for operation in scene.implemented().into_iter().filter(|o| !free(&scene, o)) {
        let input = scene.sampler(operation).input();
        match scene.ask(&nobody, operation, input).await {
            Err(Some(error)) if scene.refuses(&error) => {}
            Ok(answer) => failures.add(operation.name, format!("answered {answer}")),
            Err(None) => failures.add(operation.name, "panicked"),
            Err(Some(error)) => failures.add(operation.name, error.to_string()),
        }
    }
    Ok(failures)
}

/// AWS takes these without a signature: what they need is in the request.
fn free(scene: &Scene, operation: &Operation) -> bool {
    operation.no_auth || scene.model.metadata.no_auth
}
