//! What CloudWatch is told of pipes.

use crate::cloud::{World, with, world};
use haneul_testkit::functions::{self, python};
use haneul_testkit::metrics::{Measured, measured};
use serde_json::json;

async fn seen(world: &World, name: &str, of: (&str, &str)) -> Measured {
    measured(&world.cloud, 1, "AWS/EventBridge/Pipes", name, &[of]).await
}

#[tokio::test]
async fn cwt_4_executions_of_a_pipe() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let filter = json!({"SourceParameters": {"FilterCriteria": {"Filters": [
        {"Pattern": json!({"body": {"x": [1]}}).to_string()}]}}});
    world.pipe("p", &a, &b, filter).await;
    for body in ["{\"x\":1}", "{\"x\":2}", "{\"x\":1}"] {
        world.say("a", body).await;
    }
    world.seconds(5).await;
    assert_eq!(world.bodies("b").await.len(), 2);
    let own = ("PipeName", "p");
    let events = seen(&world, "EventCount", own).await;
    let executions = events.samples;
    // Others are none of its events, and executions without any are none.
    assert!(events.sum == 2.0 && executions >= 1.0, "{events:?}");
    assert_eq!(seen(&world, "Invocations", own).await.sum, executions);
    for name in [
        "ExecutionFailed",
        "ExecutionPartiallyFailed",
        "ExecutionTimeout",
        "ExecutionThrottled",
        "TargetStageFailed",
        "TargetStagePartiallyFailed",
        "TargetStageSkipped",
    ] {
        let seen = seen(&world, name, own).await;
        assert_eq!((seen.sum, seen.samples), (0.0, executions), "{name}");
    }
    for name in ["Duration", "TargetStageDuration"] {
        let seen = seen(&world, name, own).await;
        assert!(
            seen.samples == executions && seen.least > 0.0,
            "{name} {seen:?}"
        );
    }
    let size = seen(&world, "EventSize", own).await;
    assert!(size.samples == 2.0 && size.least > 50.0, "{size:?}");
    let account = ("AwsAccountId", "111122223333");
    assert_eq!(seen(&world, "Invocations", account).await.sum, executions);
    assert_eq!(seen(&world, "ExecutionThrottled", account).await.sum, 0.0);
    assert_eq!(seen(&world, "Concurrency", account).await.most, 1.0);
    let gone = json!({"QueueUrl": crate::cloud::url("b")});
    world.of("sqs", "DeleteQueue", gone).await;
    world.say("a", "{\"x\":1}").await;
    world.seconds(20).await;
    assert!(seen(&world, "ExecutionFailed", own).await.sum >= 1.0);
    assert!(seen(&world, "TargetStageFailed", own).await.sum >= 1.0);
}

#[tokio::test]
async fn cwt_4_enrichments_that_fail_or_say_nothing() {
    let (settings, _running) = functions::running().await;
    let world = with(settings).await;
    functions::role(&world.root, &["logs:*"]).await;
    let code = "def handler(events, context):\n    \
                if events[0]['body'] == 'bad':\n        raise ValueError('no')\n    \
                return [e for e in events if e['body'] != 'none']\n";
    let f = python(&world.cloud, &world.root, "f", code).await;
    let a = world
        .queue_with("a", json!({"VisibilityTimeout": "600"}))
        .await;
    let b = world.queue("b").await;
    let by_one = json!({"SqsQueueParameters": {"BatchSize": 1}});
    let more = json!({"Enrichment": f, "SourceParameters": by_one});
    world.pipe("p", &a, &b, more).await;
    for body in ["good", "none", "bad"] {
        world.say("a", body).await;
        world.seconds(3).await;
    }
    let own = ("PipeName", "p");
    let stage = seen(&world, "EnrichmentStageDuration", own).await;
    assert!(stage.samples == 3.0 && stage.least > 0.0, "{stage:?}");
    for (name, sum) in [
        ("EnrichmentStageFailed", 1.0),
        ("ExecutionFailed", 1.0),
        ("TargetStageSkipped", 1.0),
        ("TargetStageFailed", 0.0),
        ("Invocations", 3.0),
    ] {
        assert_eq!(seen(&world, name, own).await.sum, sum, "{name}");
    }
    assert_eq!(seen(&world, "TargetStageDuration", own).await.samples, 1.0);
}
