//! Scenarios of topics before queues, with as many messages as they ask for.

mod common;

use common::{World, text, url, world};
use haneul_pipeline::disorder::{self, Disorder};
use serde_json::{Value as Json, json};
use std::collections::HashSet;

/// Receives and deletes until there is nothing any more; what came, in the order it came.
async fn arrivals(world: &World, queue: &str) -> Vec<u32> {
    let mut arrived = Vec::new();
    // A message may hide for as long as its visibility timeout.
    for _ in 0..3 {
        loop {
            let input = json!({ "QueueUrl": url(queue), "MaxNumberOfMessages": 10 });
            let got = world.sqs("ReceiveMessage", input).await;
            let Some(messages) = got["Messages"].as_array().filter(|m| !m.is_empty()) else {
                break;
            };
            for message in messages {
                arrived.push(text(&message["Body"]).parse().unwrap());
            }
            let entries = messages.iter().enumerate();
            let entries: Vec<Json> = entries
                .map(|(n, m)| json!({ "Id": n.to_string(), "ReceiptHandle": m["ReceiptHandle"] }))
                .collect();
            let input = json!({ "QueueUrl": url(queue), "Entries": entries });
            world.sqs("DeleteMessageBatch", input).await;
        }
        world.seconds(31).await;
    }
    arrived
}

/// Publishes these numbers ten at a time, in one group where the topic has groups.
async fn publish(world: &World, topic: &str, numbers: &[u32]) {
    for ten in numbers.chunks(10) {
        let entries: Vec<Json> = ten
            .iter()
            .enumerate()
            .map(|(at, number)| {
                let mut entry = json!({ "Id": at.to_string(), "Message": number.to_string() });
                if topic.ends_with(".fifo") {
                    entry["MessageGroupId"] = json!("all");
                    entry["MessageDeduplicationId"] = json!(number.to_string());
                }
                entry
            })
            .collect();
        let input = json!({ "TopicArn": topic, "PublishBatchRequestEntries": entries });
        let answer = world.ok("PublishBatch", input).await;
        assert_eq!(answer["Successful"].as_array().unwrap().len(), ten.len());
    }
    world.seconds(1).await;
}

async fn raw(world: &World, topic: &str, queue: &str) {
    let raw = json!({ "RawMessageDelivery": "true" });
    world.subscribe(topic, "sqs", queue, raw).await;
}

#[tokio::test]
async fn sns_8_s81_a_standard_topic_before_a_standard_queue_keeps_no_order() {
    let world = world().await;
    let (topic, queue) = (world.topic("news").await, world.queue("news").await);
    raw(&world, &topic, &queue).await;
    let published: Vec<u32> = (0..200).collect();
    let disorder = Disorder::new(0.05, 1).expect("a rate");
    disorder::set(&world.cloud.cloud, disorder).await.unwrap();
    publish(&world, &topic, &published).await;
    let mut arrived = arrivals(&world, &queue).await;
    let mut firsts = HashSet::new();
    arrived.retain(|number| firsts.insert(*number));
    assert_ne!(arrived, published);
    arrived.sort();
    assert_eq!(arrived, published, "nothing is lost");
}

#[tokio::test]
async fn sns_7_s84_a_hundred_orders_are_made_once_and_in_order() {
    let world = world().await;
    let topic = world.topic("orders.fifo").await;
    let queue = world.queue("orders.fifo").await;
    raw(&world, &topic, &queue).await;
    let disorder = Disorder::new(0.5, 1).expect("a rate");
    disorder::set(&world.cloud.cloud, disorder).await.unwrap();
    // Ten of them come again, as those do whose answer was lost.
    let mut published: Vec<u32> = (0..100).collect();
    for again in (0..100).step_by(10).rev() {
        published.insert(again + 1, again as u32);
    }
    assert_eq!(published.len(), 110);
    publish(&world, &topic, &published).await;
    let orders: Vec<u32> = (0..100).collect();
    assert_eq!(arrivals(&world, &queue).await, orders);
}

#[tokio::test]
async fn sns_7_s86_two_fifo_queues_hold_five_hundred_in_order() {
    let world = world().await;
    let topic = world.topic("scores.fifo").await;
    let queues = [world.queue("one.fifo").await, world.queue("two.fifo").await];
    for queue in &queues {
        raw(&world, &topic, queue).await;
    }
    let published: Vec<u32> = (1..=500).collect();
    publish(&world, &topic, &published).await;
    for queue in &queues {
        assert_eq!(arrivals(&world, queue).await, published);
    }
}
