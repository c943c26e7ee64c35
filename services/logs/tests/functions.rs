//! Subscriptions to functions that really run.

mod common;

haneul_testkit::launcher_before_main!();

use common::{World, text};
use haneul_testkit::functions::{self, python};
use haneul_testkit::{ACCOUNT, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Prints what it was told.
const TELL: &str = r#"
import base64, gzip
def handler(event, context):
    told = gzip.decompress(base64.b64decode(event['awslogs']['data'])).decode()
    print('told', told)
"#;

async fn world() -> (World, functions::Running, String) {
    let (settings, running) = functions::running().await;
    let cloud = TestCloud::with(
        vec![
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_lambda::Lambda),
            Arc::new(haneul_logs::Logs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
        settings,
    )
    .await;
    let world = World(haneul_testkit::World::new(cloud, "logs"));
    functions::role(&world.client, &["logs:*"]).await;
    let function = python(&world.cloud, &world.client, "tell", TELL).await;
    world.group("g", &["s"]).await;
    (world, running, function)
}

/// What the function was told so far.
async fn told(world: &World) -> Vec<Json> {
    world.seconds(3).await;
    let lines = functions::printed(&world.cloud, &world.client, "tell", "told ").await;
    let read = |line: &String| serde_json::from_str(line).expect("JSON");
    lines.iter().map(read).collect()
}

fn subscription(function: &str) -> Json {
    json!({
        "logGroupName": "g", "filterName": "errors", "filterPattern": "ERROR",
        "destinationArn": function
    })
}

#[tokio::test]
async fn cwl_1_and_lam_3_a_function_is_told_of_what_fits() {
    let (world, _running, function) = world().await;
    let put = subscription(&function);
    // Nobody let CloudWatch Logs in.
    let refused = world.refusal("PutSubscriptionFilter", put.clone()).await;
    assert_eq!(
        refused,
        "InvalidParameterException: Could not execute the lambda function. Make sure you have \
         given CloudWatch Logs permission to execute your function."
    );
    let source = format!("{}:*", world.arn("g"));
    let more = json!({"SourceArn": source, "SourceAccount": ACCOUNT});
    functions::let_in(&world.client, "tell", "logs.amazonaws.com", more).await;
    world.ok("PutSubscriptionFilter", put).await;
    // The first message says nothing.
    let tried = told(&world).await;
    assert_eq!(tried.len(), 1, "{tried:?}");
    assert_eq!(tried[0]["messageType"], "CONTROL_MESSAGE");
    let now = world.now();
    let events = [(now, "ERROR one"), (now, "fine"), (now + 1, "ERROR two")];
    world.put("g", "s", &events).await;
    let seen = told(&world).await;
    assert_eq!(seen.len(), 2, "{seen:?}");
    let data = &seen[1];
    assert_eq!(
        (&data["messageType"], &data["owner"], &data["logGroup"]),
        (&json!("DATA_MESSAGE"), &json!(ACCOUNT), &json!("g"))
    );
    assert_eq!(data["logStream"], "s");
    assert_eq!(data["subscriptionFilters"], json!(["errors"]));
    let events = data["logEvents"].as_array().expect("events");
    let messages: Vec<&str> = events
        .iter()
        .filter_map(|e| e["message"].as_str())
        .collect();
    assert_eq!(messages, ["ERROR one", "ERROR two"]);
    assert_eq!(events[0]["timestamp"], now);
}

/// Functions let the service of a Region in, too; and no group but the one that they name.
#[tokio::test]
async fn cwl_1_and_lam_3_functions_let_in_whom_they_name() {
    let (world, _running, function) = world().await;
    let other = json!({"SourceArn": format!("{}:*", world.arn("other"))});
    functions::let_in(&world.client, "tell", "logs.amazonaws.com", other).await;
    let refused = world
        .refusal("PutSubscriptionFilter", subscription(&function))
        .await;
    assert!(
        refused.contains("Could not execute the lambda function"),
        "{refused}"
    );
    let principal = "logs.us-east-1.amazonaws.com";
    functions::let_in(&world.client, "tell", principal, json!({})).await;
    world
        .ok("PutSubscriptionFilter", subscription(&function))
        .await;
    let now = world.now();
    world.put("g", "s", &[(now, "ERROR")]).await;
    let mut kinds: Vec<String> = told(&world)
        .await
        .iter()
        .map(|message| text(&message["messageType"]))
        .collect();
    // Nobody puts both calls into an order.
    kinds.sort();
    assert_eq!(kinds, ["CONTROL_MESSAGE", "DATA_MESSAGE"]);
    let mut with_role = subscription(&function);
    with_role["roleArn"] = json!(functions::FUNCTION_ROLE);
    let refused = world.refusal("PutSubscriptionFilter", with_role).await;
    assert!(refused.contains("cannot be used with roleArn"), "{refused}");
}
