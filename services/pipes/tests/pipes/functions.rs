//! Pipes to functions, and by way of them.

use crate::cloud::{World, arn, input, with};
use haneul_testkit::functions::{self, Running, python};
use serde_json::{Value as Json, json};

/// Prints what it was told.
const TELL: &str = r#"
import json
def handler(events, context):
    print('told', json.dumps(events))
    return FAILED(events)
def FAILED(events):
    return None
"#;

async fn world() -> (World, Running) {
    let (settings, running) = functions::running().await;
    let world = with(settings).await;
    functions::role(&world.root, &["logs:*"]).await;
    (world, running)
}

async fn function(world: &World, name: &str, code: &str) -> String {
    python(&world.cloud, &world.root, name, code).await
}

/// What the function `f` was told so far, each call a list.
async fn told(world: &World) -> Vec<Json> {
    let lines = functions::printed(&world.cloud, &world.root, "f", "told ").await;
    let read = |line: &String| serde_json::from_str(line).unwrap();
    lines.iter().map(read).collect()
}

fn template(target: &str) -> Json {
    json!({"InputTemplate": target})
}

#[tokio::test]
async fn lam_3_a_function_is_told_a_batch_and_says_what_it_did_not_take() {
    let (world, _running) = world().await;
    let a = world
        .queue_with("a", json!({"VisibilityTimeout": "30"}))
        .await;
    let code = TELL.replace(
        "    return None",
        "    bad = [e for e in events if e['body'] == 'bad']\n    \
         return {'batchItemFailures': [{'itemIdentifier': e['messageId']} for e in bad]}",
    );
    let f = function(&world, "f", &code).await;
    world.pipe("p", &a, &f, json!({})).await;
    for body in ["good", "bad"] {
        world.say("a", body).await;
    }
    world.seconds(5).await;
    let calls = told(&world).await;
    assert_eq!(calls.len(), 1, "{calls:?}");
    let events = calls[0].as_array().unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["eventSource"], "aws:sqs");
    assert_eq!(events[0]["eventSourceARN"], a);
    assert_eq!(world.waiting("a").await, ("0".into(), "1".into()));
    // It comes again, alone.
    world.seconds(30).await;
    let calls = told(&world).await;
    assert_eq!(calls.len(), 2, "{calls:?}");
    assert_eq!(calls[1].as_array().unwrap().len(), 1);
    assert_eq!(calls[1][0]["body"], "bad");
    assert_eq!(calls[1][0]["attributes"]["ApproximateReceiveCount"], "2");
    // A role that may not call it calls nobody.
    world.allow("pipe", &["sqs:*"]).await;
    world.say("a", "good").await;
    world.seconds(40).await;
    assert_eq!(told(&world).await, calls);
    assert_eq!(world.waiting("a").await, ("0".into(), "2".into()));
}

#[tokio::test]
async fn lam_3_a_function_that_nobody_waits_for() {
    let (world, _running) = world().await;
    let a = world.queue("a").await;
    let code = TELL.replace("    return None", "    raise ValueError('no')");
    let f = function(&world, "f", &code).await;
    let more = json!({"TargetParameters": {
        "InputTemplate": "{\"is\": <$.body>}",
        "LambdaFunctionParameters": {"InvocationType": "FIRE_AND_FORGET"}}});
    world.pipe("p", &a, &f, more.clone()).await;
    world.say("a", "x").await;
    world.seconds(5).await;
    assert_eq!(told(&world).await, [json!([{"is": "x"}])]);
    // What becomes of it is Lambda's matter.
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
    let shown = world.ok("DescribePipe", json!({"Name": "p"})).await;
    assert_eq!(shown["TargetParameters"], more["TargetParameters"]);
    let b = world.queue("b").await;
    let refused = world.refusal("CreatePipe", input("q", &a, &b, more)).await;
    assert!(refused.contains("LambdaFunctionParameters"), "{refused}");
}

/// Of a stream only what a function did not take is told again, as often as was said; then the
/// dead-letter queue is.
#[tokio::test]
async fn lam_3_records_that_a_function_does_not_take() {
    let (world, _running) = world().await;
    let stream = world.stream("s").await;
    let dead = world.queue("dead").await;
    let code = TELL.replace(
        "    return None",
        "    bad = [e for e in events if e['partitionKey'] == 'k' and e['data'] == 'YmFk']\n    \
         return {'batchItemFailures': [{'itemIdentifier': e['eventID']} for e in bad]}",
    );
    let f = function(&world, "f", &code).await;
    let more = json!({"SourceParameters": {"KinesisStreamParameters": {
        "StartingPosition": "TRIM_HORIZON", "MaximumRetryAttempts": 2,
        "DeadLetterConfig": {"Arn": dead}}}});
    for data in ["one", "bad", "two"] {
        world.put("s", data).await;
    }
    world.pipe("p", &stream, &f, more).await;
    world.seconds(30).await;
    let mut sizes: Vec<usize> = Vec::new();
    for call in told(&world).await {
        sizes.push(call.as_array().unwrap().len());
    }
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 1, 3]);
    let letters = world.bodies("dead").await;
    let letter: Json = serde_json::from_str(&letters[0]).unwrap();
    assert_eq!(letter["KinesisBatchInfo"]["batchSize"], 1);
}

#[tokio::test]
async fn lam_3_events_go_by_way_of_a_function() {
    let (world, _running) = world().await;
    let a = world
        .queue_with("a", json!({"VisibilityTimeout": "30"}))
        .await;
    let b = world.queue("b").await;
    // More, fewer or none of what it was told.
    let code = "def handler(events, context):\n    return [\n        \
         {'name': e['n'] * 2, 'by': e['by']} for e in events if e['n'] != 'drop' for _ in '12']\n";
    let f = function(&world, "f", code).await;
    let more = json!({
        "Enrichment": f,
        "EnrichmentParameters": template("{\"n\": <$.body.n>, \"by\": \"<aws.pipes.pipe-name>\"}"),
        "TargetParameters": template("<$.name> <$.by> <aws.pipes.enrichment-arn>"),
        "SourceParameters": {"SqsQueueParameters": {"BatchSize": 2}}
    });
    world.pipe("p", &a, &b, more).await;
    let shown = world.ok("DescribePipe", json!({"Name": "p"})).await;
    assert_eq!(shown["Enrichment"], f);
    assert!(shown["EnrichmentParameters"]["InputTemplate"].is_string());
    for n in ["x", "drop"] {
        world.say("a", &json!({ "n": n }).to_string()).await;
    }
    world.seconds(5).await;
    let line = format!("xx p {f}");
    assert_eq!(world.bodies("b").await, [line.clone(), line]);
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
    // Without it, events go as they are.
    let change = json!({
        "Name": "p", "RoleArn": crate::cloud::ROLE, "Enrichment": "",
        "TargetParameters": {"InputTemplate": "<$.body.n>"}
    });
    world.ok("UpdatePipe", change).await;
    world.seconds(2).await;
    world.say("a", "{\"n\": \"plain\"}").await;
    world.seconds(5).await;
    assert_eq!(world.bodies("b").await, ["plain"]);
}

#[tokio::test]
async fn lam_3_what_a_function_makes_nothing_of_comes_again() {
    let (world, _running) = world().await;
    let a = world
        .queue_with("a", json!({"VisibilityTimeout": "30"}))
        .await;
    let b = world.queue("b").await;
    let code = "def handler(events, context):\n    \
         if events[0]['attributes']['ApproximateReceiveCount'] == '1':\n        \
         raise ValueError('not yet')\n    return events * 11 if 'many' in str(events) else {}\n";
    let f = function(&world, "f", code).await;
    let more = json!({
        "Enrichment": f, "TargetParameters": template("<$.body>"),
        "SourceParameters": {"SqsQueueParameters": {"BatchSize": 1}}
    });
    world.pipe("p", &a, &b, more).await;
    world.say("a", "one").await;
    world.say("a", "many").await;
    world.seconds(5).await;
    assert_eq!(world.waiting("a").await, ("0".into(), "2".into()));
    world.seconds(60).await;
    world.ok("StopPipe", json!({"Name": "p"})).await;
    world.seconds(60).await;
    // Nothing came of one of them, and more than the target takes of the other.
    assert!(world.bodies("b").await.is_empty());
    assert_eq!(world.bodies("a").await, ["many"]);
    let far = json!({"Enrichment": arn("lambda", "function:f"),
        "EnrichmentParameters": {"HttpParameters": {"PathParameterValues": ["x"]}}});
    let refused = world.refusal("CreatePipe", input("q", &a, &b, far)).await;
    assert!(
        refused.contains("EnrichmentParameters.HttpParameters"),
        "{refused}"
    );
}
