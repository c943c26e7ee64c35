//! FIFO queues: order, groups, deduplication.

mod common;

use common::{Queue, World, bodies, text, world};
use serde_json::{Value as Json, json};
use std::time::Duration;

async fn fifo<'w>(world: &'w World, more: Json) -> Queue<'w> {
    let mut attributes = json!({ "FifoQueue": "true" });
    attributes
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    world.queue("jobs.fifo", attributes).await
}

#[tokio::test]
async fn sqs_5_a_group_is_received_in_the_order_it_was_sent() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    let mut sent = Vec::new();
    let mut numbers = Vec::new();
    for n in 0..100 {
        let body = format!("{n:03}");
        let answer = queue.send_to("orders", &body).await;
        if n % 9 == 0 {
            let again = queue.send_to("orders", &body).await;
            assert_eq!(
                again["MessageId"], answer["MessageId"],
                "a repeated send is the first one"
            );
            assert_eq!(again["SequenceNumber"], answer["SequenceNumber"]);
        }
        numbers.push(text(&answer["SequenceNumber"]));
        sent.push(body);
    }
    assert!(numbers.iter().all(|number| number.len() == 20));
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    let mut log = Vec::new();
    loop {
        let got = queue.receive(json!({ "MaxNumberOfMessages": 7 })).await;
        if got.is_empty() {
            break;
        }
        assert!(queue.bodies().await.is_empty(), "the group is locked");
        for message in &got {
            queue.delete(message).await;
        }
        log.extend(bodies(&got));
    }
    assert_eq!(log, sent);
}

#[tokio::test]
async fn a_group_waits_for_its_messages_in_flight_and_others_do_not() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    for body in ["a1", "a2", "a3"] {
        queue.send_to("a", body).await;
    }
    queue.send_to("b", "b1").await;
    let first = queue.receive(json!({ "MaxNumberOfMessages": 2 })).await;
    assert_eq!(bodies(&first), ["a1", "a2"]);
    assert_eq!(queue.counts().await, (2, 2, 0));
    assert_eq!(queue.bodies().await, ["b1"]);
    queue.delete(&first[0]).await;
    assert!(queue.bodies().await.is_empty(), "a2 is still in flight");
    queue.send_to("a", "a4").await;
    queue.delete(&first[1]).await;
    assert_eq!(queue.bodies().await, ["a3", "a4"]);
    world.seconds(30).await;
    let again = queue.receive(json!({ "MaxNumberOfMessages": 10 })).await;
    let mut all = bodies(&again);
    all.sort_unstable();
    assert_eq!(all, ["a3", "a4", "b1"]);
}

#[tokio::test]
async fn one_receive_takes_from_several_groups_each_in_order() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    for n in 0..3 {
        for group in ["a", "b", "c"] {
            queue.send_to(group, &format!("{group}{n}")).await;
        }
    }
    let got = queue.bodies().await;
    assert_eq!(got.len(), 9);
    for group in ["a", "b", "c"] {
        let own: Vec<_> = got.iter().filter(|b| b.starts_with(group)).collect();
        assert_eq!(
            own,
            [
                &format!("{group}0"),
                &format!("{group}1"),
                &format!("{group}2")
            ]
        );
    }
}

#[tokio::test]
async fn a_message_made_visible_again_comes_first() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    queue.send_to("g", "one").await;
    queue.send_to("g", "two").await;
    let got = queue.one().await;
    let change = json!({ "ReceiptHandle": got["ReceiptHandle"], "VisibilityTimeout": 0 });
    queue.ok("ChangeMessageVisibility", change.clone()).await;
    let again = queue.receive(json!({ "MaxNumberOfMessages": 10 })).await;
    assert_eq!(bodies(&again), ["one", "two"]);
    let refused = queue.refusal("ChangeMessageVisibility", change).await;
    assert!(
        refused.contains("not available for visibility timeout change"),
        "{refused}"
    );
}

#[tokio::test]
async fn an_expired_handle_does_not_delete() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    queue.send_to("g", "one").await;
    let got = queue.one().await;
    world.seconds(30).await;
    let handle = text(&got["ReceiptHandle"]);
    assert_eq!(
        queue
            .refusal("DeleteMessage", json!({ "ReceiptHandle": handle }))
            .await,
        format!(
            "InvalidParameterValue: Value {handle} for parameter ReceiptHandle is invalid. Reason: \
             The receipt handle has expired."
        )
    );
    let again = queue.one().await;
    queue.delete(&again).await;
    queue.delete(&again).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
}

#[tokio::test]
async fn deduplication_lasts_five_minutes_also_after_the_message_is_gone() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    queue.send_to("g", "one").await;
    queue.delete(&queue.one().await).await;
    world.seconds(299).await;
    queue.send_to("h", "one").await;
    assert!(
        queue.bodies().await.is_empty(),
        "the id counts in the whole queue"
    );
    world.seconds(1).await;
    queue.send_to("g", "one").await;
    assert_eq!(queue.bodies().await, ["one"]);
}

#[tokio::test]
async fn deduplication_by_group_and_by_content() {
    let world = world().await;
    let attributes = json!({
        "DeduplicationScope": "messageGroup",
        "FifoThroughputLimit": "perMessageGroupId",
        "ContentBasedDeduplication": "true",
    });
    let queue = fifo(&world, attributes).await;
    for group in ["a", "b", "a", "b"] {
        let input = json!({ "MessageBody": "same", "MessageGroupId": group });
        queue.ok("SendMessage", input).await;
    }
    let other =
        json!({ "MessageBody": "same", "MessageGroupId": "a", "MessageDeduplicationId": "x" });
    queue.ok("SendMessage", other).await;
    let got = queue
        .receive(json!({ "MaxNumberOfMessages": 10, "AttributeNames": ["All"] }))
        .await;
    let groups: Vec<_> = got
        .iter()
        .map(|m| text(&m["Attributes"]["MessageGroupId"]))
        .collect();
    assert_eq!(groups, ["a", "a", "b"]);
    let sum = text(&got[0]["Attributes"]["MessageDeduplicationId"]);
    assert_eq!(sum.len(), 64, "SHA-256 of the body");
}

#[tokio::test]
async fn what_fifo_queues_ask_for_and_refuse() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    let long = "g".repeat(129);
    for (input, expected) in [
        (
            json!({ "MessageBody": "x" }),
            "MissingParameter: The request must contain the parameter MessageGroupId.".to_owned(),
        ),
        (
            json!({ "MessageBody": "x", "MessageGroupId": "g" }),
            "InvalidParameterValue: The queue should either have ContentBasedDeduplication enabled \
             or MessageDeduplicationId provided explicitly"
                .to_owned(),
        ),
        (
            json!({ "MessageBody": "x", "MessageGroupId": long }),
            format!(
                "InvalidParameterValue: Value {long} for parameter MessageGroupId is invalid. \
                 Reason: MessageGroupId can only include alphanumeric and punctuation characters. \
                 1 to 128 in length."
            ),
        ),
        (
            json!({ "MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "a b" }),
            "InvalidParameterValue: Value a b for parameter MessageDeduplicationId is invalid. \
             Reason: MessageDeduplicationId can only include alphanumeric and punctuation \
             characters. 1 to 128 in length."
                .to_owned(),
        ),
        (
            json!({ "MessageBody": "x", "MessageGroupId": "g", "MessageDeduplicationId": "d", "DelaySeconds": 1 }),
            "InvalidParameterValue: Value 1 for parameter DelaySeconds is invalid. Reason: The \
             request include parameter that is not valid for this queue type."
                .to_owned(),
        ),
    ] {
        assert_eq!(queue.refusal("SendMessage", input).await, expected);
    }
    let standard = world.queue("jobs", json!({})).await;
    let attempt = json!({ "ReceiveRequestAttemptId": "a" });
    assert!(
        standard
            .refusal("ReceiveMessage", attempt)
            .await
            .contains("queue type")
    );
}

#[tokio::test]
async fn a_queue_of_delayed_messages() {
    let world = world().await;
    let queue = fifo(&world, json!({ "DelaySeconds": "10" })).await;
    queue.send_to("g", "one").await;
    assert_eq!(queue.counts().await, (0, 0, 1));
    world.seconds(9).await;
    assert!(queue.bodies().await.is_empty());
    queue.send_to("g", "two").await;
    world.seconds(1).await;
    assert_eq!(queue.bodies().await, ["one"]);
}

#[tokio::test]
async fn expired_messages_make_room_for_the_next() {
    let world = world().await;
    let queue = fifo(&world, json!({ "MessageRetentionPeriod": "60" })).await;
    queue.send_to("g", "old").await;
    world.seconds(30).await;
    queue.send_to("g", "young").await;
    world.seconds(30).await;
    assert_eq!(queue.counts().await, (1, 0, 0));
    assert_eq!(queue.bodies().await, ["young"]);
    world.seconds(3_600).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
    queue.send_to("g", "new").await;
    assert_eq!(queue.bodies().await, ["new"]);
}

#[tokio::test]
async fn an_attempt_that_is_repeated_gets_the_same_messages() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    queue.send_to("g", "one").await;
    queue.send_to("g", "two").await;
    let ask = json!({ "MaxNumberOfMessages": 10, "ReceiveRequestAttemptId": "try" });
    let first = queue.receive(ask.clone()).await;
    world.seconds(20).await;
    let again = queue.receive(ask.clone()).await;
    assert_eq!(again, first);
    world.seconds(20).await;
    assert!(
        queue.bodies().await.is_empty(),
        "the visibility timeout began anew"
    );
    queue.delete(&first[0]).await;
    assert!(
        queue.receive(ask.clone()).await.is_empty(),
        "a message was deleted since"
    );
    world.seconds(10).await;
    assert_eq!(bodies(&queue.receive(ask).await), ["two"]);
}

#[tokio::test(start_paused = true)]
async fn a_deletion_wakes_whoever_waits_for_the_group() {
    let world = world().await;
    let queue = fifo(&world, json!({})).await;
    queue.send_to("g", "one").await;
    queue.send_to("g", "two").await;
    let first = queue.one().await;
    let before = tokio::time::Instant::now();
    let (next, _) = tokio::join!(queue.receive(json!({ "WaitTimeSeconds": 20 })), async {
        tokio::time::sleep(Duration::from_secs(2)).await;
        queue.delete(&first).await
    });
    assert_eq!(bodies(&next), ["two"]);
    assert_eq!(before.elapsed().as_secs(), 2);
}
