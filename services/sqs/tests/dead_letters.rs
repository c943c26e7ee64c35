//! Dead-letter queues.

mod common;

use common::{Queue, World, text, world};
use serde_json::{Value as Json, json};

fn policy(world: &World, name: &str, count: Json) -> String {
    json!({ "deadLetterTargetArn": world.arn(name), "maxReceiveCount": count }).to_string()
}

async fn times_out(queue: &Queue<'_>) -> Vec<Json> {
    let got = queue.receive(json!({ "AttributeNames": ["All"] })).await;
    queue.world.seconds(30).await;
    got
}

#[tokio::test]
async fn sqs_6_a_message_received_too_often_moves_to_the_dead_letter_queue() {
    let world = world().await;
    let dead = world.queue("dead", json!({})).await;
    let redrive = policy(&world, "dead", json!(3));
    let queue = world
        .queue("jobs", json!({ "RedrivePolicy": redrive }))
        .await;
    let input = json!({
        "MessageBody": "x".repeat(50_000),
        "MessageAttributes": { "a": { "DataType": "String", "StringValue": "v" } },
    });
    let sent = queue.ok("SendMessage", input).await;
    let mut first = None;
    for receive in 1..=3 {
        let got = times_out(&queue).await.remove(0);
        assert_eq!(
            got["Attributes"]["ApproximateReceiveCount"],
            json!(receive.to_string())
        );
        first.get_or_insert(got);
    }
    assert_eq!(queue.counts().await, (1, 0, 0), "it is still there");
    assert!(queue.bodies().await.is_empty());
    assert_eq!(
        (queue.counts().await, dead.counts().await),
        ((0, 0, 0), (1, 0, 0))
    );
    let ask = json!({ "AttributeNames": ["All"], "MessageAttributeNames": ["All"] });
    let letter = dead.receive(ask).await.remove(0);
    let attributes = &letter["Attributes"];
    assert_eq!(letter["MessageId"], sent["MessageId"]);
    assert_eq!(text(&letter["Body"]).len(), 50_000);
    assert_eq!(letter["MessageAttributes"]["a"]["StringValue"], json!("v"));
    assert_eq!(
        attributes["DeadLetterQueueSourceArn"],
        json!(world.arn("jobs"))
    );
    assert_eq!(attributes["ApproximateReceiveCount"], json!("4"));
    let first = first.unwrap();
    assert_eq!(
        attributes["SentTimestamp"],
        first["Attributes"]["SentTimestamp"]
    );
    dead.delete(&letter).await;
    assert_eq!(dead.counts().await, (0, 0, 0));
}

#[tokio::test]
async fn without_its_dead_letter_queue_a_message_stays() {
    let world = world().await;
    let dead = world.queue("dead", json!({})).await;
    let redrive = policy(&world, "dead", json!("1"));
    let queue = world
        .queue("jobs", json!({ "RedrivePolicy": redrive }))
        .await;
    queue.send("one").await;
    dead.ok("DeleteQueue", json!({})).await;
    for _ in 0..3 {
        assert_eq!(times_out(&queue).await.len(), 1);
    }
    world.seconds(60).await;
    let dead = world.queue("dead", json!({})).await;
    assert!(queue.bodies().await.is_empty());
    assert_eq!(dead.bodies().await, ["one"]);
}

#[tokio::test]
async fn fifo_dead_letters_keep_their_group_and_let_the_next_one_through() {
    let world = world().await;
    let fifo = |more: Json| {
        let mut attributes = json!({ "FifoQueue": "true" });
        attributes
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        attributes
    };
    let dead = world.queue("dead.fifo", fifo(json!({}))).await;
    let redrive = policy(&world, "dead.fifo", json!(1));
    let queue = world
        .queue("jobs.fifo", fifo(json!({ "RedrivePolicy": redrive })))
        .await;
    queue.send_to("g", "one").await;
    queue.send_to("g", "two").await;
    assert_eq!(times_out(&queue).await.len(), 1);
    let next = queue.one().await;
    assert_eq!(next["Body"], json!("two"));
    let letter = dead
        .receive(json!({ "AttributeNames": ["All"] }))
        .await
        .remove(0);
    assert_eq!(letter["Body"], json!("one"));
    assert_eq!(letter["Attributes"]["MessageGroupId"], json!("g"));
    assert_eq!(letter["Attributes"]["MessageDeduplicationId"], json!("one"));
    assert_eq!(
        letter["Attributes"]["DeadLetterQueueSourceArn"],
        json!(world.arn("jobs.fifo"))
    );
}

#[tokio::test]
async fn redrive_policies_that_cannot_be() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    world.queue("dead", json!({})).await;
    world
        .queue("dead.fifo", json!({ "FifoQueue": "true" }))
        .await;
    let elsewhere = json!({
        "deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111122223333:dead",
        "maxReceiveCount": 1,
    });
    let foreign = json!({
        "deadLetterTargetArn": "arn:aws:sqs:us-east-1:444455556666:dead",
        "maxReceiveCount": 1,
    });
    for (text, reason) in [
        ("{".to_owned(), "Redrive policy is not a valid JSON map."),
        ("[]".to_owned(), "Redrive policy is not a valid JSON map."),
        (
            json!({ "deadLetterTargetArn": world.arn("dead") }).to_string(),
            "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
        ),
        (
            json!({ "maxReceiveCount": 1 }).to_string(),
            "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
        ),
        (
            policy(&world, "dead", json!(0)),
            "Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.",
        ),
        (
            policy(&world, "dead", json!("1001")),
            "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both \
             inclusive.",
        ),
        (
            policy(&world, "none", json!(1)),
            "Dead letter target does not exist.",
        ),
        (
            policy(&world, "dead.fifo", json!(1)),
            "Dead-letter queue must be same type of queue as the source.",
        ),
        (
            elsewhere.to_string(),
            "Invalid value for deadLetterTargetArn.",
        ),
        (
            foreign.to_string(),
            "Dead-letter target owner should be same as the source.",
        ),
    ] {
        let input = json!({ "Attributes": { "RedrivePolicy": text } });
        assert_eq!(
            queue.refusal("SetQueueAttributes", input).await,
            format!(
                "InvalidParameterValue: Value {text} for parameter RedrivePolicy is invalid. \
                 Reason: {reason}"
            )
        );
    }
    queue
        .set("RedrivePolicy", &policy(&world, "dead", json!("5")))
        .await;
    let shown = text(&queue.attribute("RedrivePolicy").await);
    assert_eq!(shown, policy(&world, "dead", json!(5)));
    queue.set("RedrivePolicy", "").await;
    assert_eq!(queue.attribute("RedrivePolicy").await, Json::Null);
}

#[tokio::test]
async fn a_dead_letter_queue_may_choose_its_sources() {
    let world = world().await;
    let dead = world.queue("dead", json!({})).await;
    let queue = world.queue("jobs", json!({})).await;
    let set = json!({ "Attributes": { "RedrivePolicy": policy(&world, "dead", json!(1)) } });
    let by_queue = |name: &str| {
        json!({ "redrivePermission": "byQueue", "sourceQueueArns": [world.arn(name)] }).to_string()
    };
    for closed in [
        json!({ "redrivePermission": "denyAll" }).to_string(),
        by_queue("other"),
    ] {
        dead.set("RedriveAllowPolicy", &closed).await;
        let refused = queue.refusal("SetQueueAttributes", set.clone()).await;
        assert!(refused.starts_with("InvalidParameterValue"), "{refused}");
    }
    dead.set("RedriveAllowPolicy", &by_queue("jobs")).await;
    assert_eq!(
        text(&dead.attribute("RedriveAllowPolicy").await),
        by_queue("jobs")
    );
    queue.ok("SetQueueAttributes", set).await;
    for wrong in [
        "{",
        "{}",
        r#"{"redrivePermission":"some"}"#,
        r#"{"redrivePermission":"byQueue"}"#,
        r#"{"redrivePermission":"denyAll","sourceQueueArns":["a"]}"#,
    ] {
        let input = json!({ "Attributes": { "RedriveAllowPolicy": wrong } });
        let refused = dead.refusal("SetQueueAttributes", input).await;
        assert!(
            refused.contains("for parameter RedriveAllowPolicy is invalid"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn the_sources_of_a_dead_letter_queue() {
    let world = world().await;
    let dead = world.queue("dead", json!({})).await;
    let redrive = policy(&world, "dead", json!(1));
    for name in ["a", "b", "c"] {
        world.queue(name, json!({ "RedrivePolicy": redrive })).await;
    }
    let names = |got: &Json| -> Vec<String> {
        let urls = got["queueUrls"].as_array().unwrap();
        urls.iter()
            .map(|url| text(url).rsplit('/').next().unwrap().to_owned())
            .collect()
    };
    let page = dead
        .ok("ListDeadLetterSourceQueues", json!({ "MaxResults": 2 }))
        .await;
    assert_eq!(names(&page), ["a", "b"]);
    let next = json!({ "MaxResults": 2, "NextToken": page["NextToken"] });
    let page = dead.ok("ListDeadLetterSourceQueues", next).await;
    assert_eq!(
        (names(&page), page.get("NextToken")),
        (vec!["c".to_owned()], None)
    );
}
