//! Message move tasks: dead letters back to where they came from, or elsewhere.

mod common;

use common::{Queue, World, text, world};
use haneul_testkit::ACCOUNT;
use serde_json::{Value as Json, json};

async fn with_dead_letters<'w>(world: &'w World, names: &[&str]) -> (Queue<'w>, Vec<Queue<'w>>) {
    let dead = world.queue("dead", json!({})).await;
    let redrive = json!({ "deadLetterTargetArn": world.arn("dead"), "maxReceiveCount": 1 });
    let mut sources = Vec::new();
    for name in names {
        let attributes = json!({ "RedrivePolicy": redrive.to_string() });
        sources.push(world.queue(name, attributes).await);
    }
    (dead, sources)
}

/// Sends messages and lets them die.
async fn bury(queue: &Queue<'_>, bodies: &[String]) {
    for body in bodies {
        queue.send(body).await;
    }
    for _ in bodies {
        queue.receive(json!({ "MaxNumberOfMessages": 10 })).await;
    }
    queue.world.seconds(30).await;
    while queue.counts().await.0 > 0 {
        assert!(queue.bodies().await.is_empty());
    }
}

fn numbered(name: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{name}-{n}")).collect()
}

async fn start(world: &World, input: Json) -> String {
    let started = world.ok("StartMessageMoveTask", input).await;
    text(&started["TaskHandle"])
}

async fn newest(world: &World) -> Json {
    let input = json!({ "SourceArn": world.arn("dead") });
    world.ok("ListMessageMoveTasks", input).await["Results"][0].clone()
}

async fn all(queue: &Queue<'_>) -> Vec<String> {
    let mut bodies = Vec::new();
    loop {
        let got = queue.bodies().await;
        if got.is_empty() {
            bodies.sort();
            return bodies;
        }
        bodies.extend(got);
    }
}

#[tokio::test]
async fn each_message_returns_to_the_queue_it_came_from() {
    let world = world().await;
    let (dead, sources) = with_dead_letters(&world, &["a", "b"]).await;
    let large = "x".repeat(50_000);
    bury(&sources[0], &numbered("a", 30)).await;
    bury(&sources[1], std::slice::from_ref(&large)).await;
    assert_eq!(dead.counts().await, (31, 0, 0));
    start(&world, json!({ "SourceArn": world.arn("dead") })).await;
    world.seconds(1).await;
    let task = newest(&world).await;
    assert_eq!(task["Status"], json!("COMPLETED"), "{task}");
    assert_eq!(task["ApproximateNumberOfMessagesMoved"], json!(31));
    assert_eq!(task["ApproximateNumberOfMessagesToMove"], json!(31));
    assert!(task.get("TaskHandle").is_none() && task.get("FailureReason").is_none());
    assert_eq!(dead.counts().await, (0, 0, 0));
    let back = sources[1]
        .receive(json!({ "AttributeNames": ["All"] }))
        .await
        .remove(0);
    assert_eq!(text(&back["Body"]), large);
    assert_eq!(back["Attributes"]["ApproximateReceiveCount"], json!("1"));
    assert!(back["Attributes"].get("DeadLetterQueueSourceArn").is_none());
    let mut expected = numbered("a", 30);
    expected.sort();
    assert_eq!(all(&sources[0]).await, expected);
}

#[tokio::test]
async fn a_destination_a_rate_and_an_end_by_cancelling() {
    let world = world().await;
    let (dead, sources) = with_dead_letters(&world, &["a"]).await;
    let other = world.queue("other", json!({})).await;
    bury(&sources[0], &numbered("a", 20)).await;
    let input = json!({
        "SourceArn": world.arn("dead"),
        "DestinationArn": world.arn("other"),
        "MaxNumberOfMessagesPerSecond": 2,
    });
    let handle = start(&world, input.clone()).await;
    world.seconds(3).await;
    let task = newest(&world).await;
    assert_eq!(task["Status"], json!("RUNNING"));
    assert_eq!(task["TaskHandle"], json!(handle));
    let moved = task["ApproximateNumberOfMessagesMoved"].as_u64().unwrap();
    assert!((6..=8).contains(&moved), "two a second: {moved}");
    assert_eq!(other.counts().await.0, moved);
    assert!(
        world
            .refusal("StartMessageMoveTask", input)
            .await
            .contains("There is already a task running")
    );
    let cancelled = world
        .ok("CancelMessageMoveTask", json!({ "TaskHandle": handle }))
        .await;
    assert_eq!(cancelled["ApproximateNumberOfMessagesMoved"], json!(moved));
    world.seconds(60).await;
    assert_eq!(newest(&world).await["Status"], json!("CANCELLED"));
    assert_eq!(
        (dead.counts().await.0, other.counts().await.0),
        (20 - moved, moved)
    );
    let again = world
        .refusal("CancelMessageMoveTask", json!({ "TaskHandle": handle }))
        .await;
    assert_eq!(
        again,
        "UnsupportedOperation: Only active tasks can be cancelled."
    );
}

#[tokio::test]
async fn a_message_without_origin_fails_the_task_and_stays() {
    let world = world().await;
    let (dead, sources) = with_dead_letters(&world, &["a"]).await;
    bury(&sources[0], &numbered("a", 2)).await;
    dead.send("posted here").await;
    start(&world, json!({ "SourceArn": world.arn("dead") })).await;
    world.seconds(1).await;
    let task = newest(&world).await;
    assert_eq!(task["Status"], json!("FAILED"));
    assert_eq!(
        task["FailureReason"],
        json!("CouldNotDetermineMessageSource")
    );
    assert_eq!(all(&dead).await, ["posted here"]);
    assert_eq!(sources[0].counts().await.0, 2);
}

#[tokio::test]
async fn groups_keep_their_order() {
    let world = world().await;
    let fifo = json!({ "FifoQueue": "true" });
    let dead = world.queue("dead.fifo", fifo).await;
    let redrive = json!({ "deadLetterTargetArn": world.arn("dead.fifo"), "maxReceiveCount": 1 });
    let attributes = json!({ "FifoQueue": "true", "RedrivePolicy": redrive.to_string() });
    let queue = world.queue("jobs.fifo", attributes).await;
    for number in 0..50 {
        queue
            .send_to(&format!("g{}", number % 2), &format!("{number:02}"))
            .await;
    }
    while queue.counts().await.0 > 0 {
        queue.bodies().await;
        world.seconds(31).await;
    }
    assert_eq!(dead.counts().await.0 + queue.counts().await.0, 50);
    start(&world, json!({ "SourceArn": world.arn("dead.fifo") })).await;
    world.seconds(1).await;
    assert_eq!(dead.counts().await.0, 0);
    let mut seen: [Vec<String>; 2] = Default::default();
    loop {
        let got = queue
            .receive(json!({ "MaxNumberOfMessages": 10, "AttributeNames": ["All"] }))
            .await;
        if got.is_empty() {
            break;
        }
        for message in &got {
            let group = &message["Attributes"]["MessageGroupId"];
            seen[usize::from(group == "g1")].push(text(&message["Body"]));
            queue.delete(message).await;
        }
    }
    for list in &seen {
        assert!(list.len() == 25 && list.is_sorted(), "{list:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_moved_is_refused() {
    let world = world().await;
    let (dead, _) = with_dead_letters(&world, &["a"]).await;
    world.queue("plain", json!({})).await;
    world
        .queue("line.fifo", json!({ "FifoQueue": "true" }))
        .await;
    let source = world.arn("dead");
    let cases = [
        (
            json!({ "SourceArn": world.arn("none") }),
            "ResourceNotFoundException: The resource that you specified for the SourceArn",
        ),
        (json!({ "SourceArn": "none" }), "ResourceNotFoundException"),
        (
            json!({ "SourceArn": world.arn("plain") }),
            "InvalidParameterValue: Source queue must be configured as a Dead Letter Queue.",
        ),
        (
            json!({ "SourceArn": source, "DestinationArn": world.arn("none") }),
            "ResourceNotFoundException: The resource that you specified for the DestinationArn",
        ),
        (
            json!({ "SourceArn": source, "DestinationArn": source }),
            "InvalidParameterValue",
        ),
        (
            json!({ "SourceArn": source, "DestinationArn": world.arn("line.fifo") }),
            "InvalidParameterValue",
        ),
        (
            json!({ "SourceArn": source, "MaxNumberOfMessagesPerSecond": 501 }),
            "InvalidParameterValue: Value 501",
        ),
    ];
    for (input, expected) in cases {
        let refusal = world.refusal("StartMessageMoveTask", input.clone()).await;
        assert!(refusal.starts_with(expected), "{input}: {refusal}");
    }
    let list = json!({ "SourceArn": source, "MaxResults": 11 });
    assert!(
        world
            .refusal("ListMessageMoveTasks", list)
            .await
            .starts_with("InvalidParameterValue")
    );
    let handle = json!({ "TaskHandle": "?" });
    assert!(
        world
            .refusal("CancelMessageMoveTask", handle)
            .await
            .starts_with("InvalidParameterValue")
    );
    let stranger = world.user(ACCOUNT);
    let denied = stranger
        .call(
            "sqs",
            "StartMessageMoveTask",
            json!({ "SourceArn": source }),
        )
        .await;
    assert_eq!(denied.unwrap_err().code, "AccessDenied");
    assert_eq!(dead.counts().await, (0, 0, 0));
}

#[tokio::test]
async fn ten_tasks_are_remembered() {
    let world = world().await;
    with_dead_letters(&world, &["a"]).await;
    for _ in 0..12 {
        start(&world, json!({ "SourceArn": world.arn("dead") })).await;
        world.seconds(1).await;
    }
    let input = json!({ "SourceArn": world.arn("dead"), "MaxResults": 10 });
    let listed = world.ok("ListMessageMoveTasks", input).await;
    let started = |task: &Json| task["StartedTimestamp"].as_i64().unwrap();
    let list = listed["Results"].as_array().unwrap();
    assert_eq!(list.len(), 10);
    assert!(list.iter().rev().is_sorted_by_key(started));
}
