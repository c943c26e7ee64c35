//! Exactly what a call asks for lets it in: each action on each resource that was refused, and not
//! the same action on another resource.

use super::scene::Scene;
use haneul_model::{Operation, iam_facts};
use haneul_stories::Failures;
use haneul_testkit::laws::Fixture;
use haneul_testkit::{ACCOUNT, Client};
use serde_json::{Value as Json, json};

/// Questions that one call may ask.
const MOST: usize = 12;

pub async fn grants(fixture: Fixture, mut failures: Failures) -> Result<Failures, String> {
    let scene = Scene::set(fixture).await?;
    let user = scene.powerless().await?;
    let mut operations = scene.implemented();
    // What takes things away comes when the others have used them.
    operations.sort_by_key(|operation| turn(operation.name));
    for operation in operations {
        if iam_facts::actions_of(scene.model.id, operation.name).none_needed {
            continue;
        }
        if let Err(fault) = let_in(&scene, &user, operation).await {
            failures.add(operation.name, fault);
        }
    }
    Ok(failures)
}

fn turn(name: &str) -> usize {
    const LATER: [&str; 8] = [
        "Remove",
        "Detach",
        "Deactivate",
        "Disassociate",
        "Stop",
        "Leave",
        "Close",
        "Delete",
    ];
    let place = LATER.iter().position(|start| name.starts_with(start));
    place.map_or(0, |place| place + 1)
}

async fn let_in(scene: &Scene, user: &Client, operation: &'static Operation) -> Result<(), String> {
    let input = scene.sampler(operation).input();
    let mut granted: Vec<Asked> = Vec::new();
    for _ in 0..MOST {
        permit(scene, &granted).await?;
        if !is_refused(scene, user, operation, &input).await? {
            return match granted.is_empty() {
                true => Err("let in without any permission".to_owned()),
                false => Ok(()),
            };
        }
        let asked = questions(scene, user, operation)?;
        let new = asked.into_iter().find(|asked| !granted.contains(asked));
        let Some((action, resource)) = new else {
            return Err(format!("refused with {granted:?}"));
        };
        if resource.starts_with("arn:") {
            granted.push((action.clone(), format!("{resource}-other")));
            permit(scene, &granted).await?;
            if !is_refused(scene, user, operation, &input).await? {
                return Err(format!("let in by {action} on another resource"));
            }
            granted.pop();
        }
        granted.push((action, resource));
    }
    Err(format!("asks for more than {MOST} permissions"))
}

/// Action and resource.
type Asked = (String, String);

/// Gives the user these permissions and no others.
async fn permit(scene: &Scene, granted: &[Asked]) -> Result<(), String> {
    let root = scene.cloud.root_of(ACCOUNT);
    let named = json!({"UserName": "powerless", "PolicyName": "exact"});
    if granted.is_empty() {
        // There may be none.
        _ = root.call("iam", "DeleteUserPolicy", named).await;
        return Ok(());
    }
    let grant = |(action, resource): &Asked| json!({"Effect": "Allow", "Action": action, "Resource": resource});
    let statements: Vec<Json> = granted.iter().map(grant).collect();
    let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let mut policy = named;
    policy["PolicyDocument"] = json!(document);
    let put = root.call("iam", "PutUserPolicy", policy).await;
    put.map(drop).map_err(|error| error.to_string())
}

async fn is_refused(
    scene: &Scene,
    user: &Client,
    operation: &'static Operation,
    input: &Json,
) -> Result<bool, String> {
    let who = "is not authorized to perform: ";
    match scene.ask(user, operation, input.clone()).await {
        Ok(_) => Ok(false),
        Err(None) => Err("panicked".to_owned()),
        Err(Some(error)) => Ok(scene.refuses(&error) && error.message.to_lowercase().contains(who)),
    }
}

/// What policies said no to in calls of this operation.
fn questions(scene: &Scene, user: &Client, operation: &Operation) -> Result<Vec<Asked>, String> {
    let cloud = &scene.cloud.cloud;
    let calls = cloud.calls.recent(&cloud.store, 1_000_000);
    let calls = calls.map_err(|error| error.to_string())?;
    let own = calls.into_iter().filter(|call| {
        call.operation == operation.name && call.principal == user.caller.principal.arn
    });
    let denied =
        own.filter_map(|call| call.verdict.checks.into_iter().find(|check| !check.allowed));
    Ok(denied.map(|check| (check.action, check.resource)).collect())
}
