//! Disorder on purpose: what AWS does not promise about standard queues, and does about FIFO ones.

mod common;

use common::{Queue, World, text, world};
use haneul_pipeline::disorder::{self, Disorder};
use serde_json::json;
use std::collections::HashSet;

async fn disorderly(rate: f64, seed: u64) -> World {
    let world = world().await;
    let disorder = Disorder::new(rate, seed).expect("a rate");
    disorder::set(&world.cloud.cloud, disorder).await.unwrap();
    world
}

/// Receives and deletes until the queue has nothing any more; what came, in the order it came.
async fn log(queue: &Queue<'_>) -> Vec<u32> {
    let mut log = Vec::new();
    loop {
        let got = queue.receive(json!({ "MaxNumberOfMessages": 3 })).await;
        for message in &got {
            log.push(text(&message["Body"]).parse().unwrap());
            queue.delete(message).await;
        }
        queue.world.seconds(1).await;
        if got.is_empty() {
            if queue.counts().await == (0, 0, 0) {
                return log;
            }
            queue.world.seconds(30).await;
        }
    }
}

const MESSAGES: u32 = 300;

async fn send_all(queue: &Queue<'_>) {
    for number in 0..MESSAGES {
        queue.send(&number.to_string()).await;
    }
}

#[tokio::test]
async fn sqs_4_s81_a_standard_queue_repeats_and_inverts_when_it_is_let() {
    let world = disorderly(0.05, 1).await;
    let queue = world.queue("jobs", json!({})).await;
    send_all(&queue).await;
    let log = log(&queue).await;
    let distinct: HashSet<u32> = log.iter().copied().collect();
    assert_eq!(distinct.len(), MESSAGES as usize, "nothing is lost");
    assert!(log.len() > distinct.len(), "something came twice");
    let mut firsts = HashSet::new();
    let order: Vec<u32> = log.into_iter().filter(|n| firsts.insert(*n)).collect();
    assert!(!order.is_sorted(), "something came out of order");
}

#[tokio::test]
async fn sqs_5_s81_a_fifo_queue_keeps_order_all_the_same() {
    let world = disorderly(0.5, 1).await;
    let queue = world
        .queue("jobs.fifo", json!({ "FifoQueue": "true" }))
        .await;
    for number in 0..50 {
        queue.send_to("all", &number.to_string()).await;
    }
    assert_eq!(log(&queue).await, (0..50).collect::<Vec<_>>());
}

#[tokio::test]
async fn nothing_is_disorderly_unasked() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    send_all(&queue).await;
    assert_eq!(log(&queue).await, (0..MESSAGES).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_message_given_out_twice_is_gone_when_both_have_deleted_it() {
    let world = disorderly(1.0, 3).await;
    let queue = world.queue("jobs", json!({})).await;
    queue.send("one").await;
    let first = queue.one().await;
    let second = queue.one().await;
    assert_eq!(first["MessageId"], second["MessageId"]);
    disorder::set(&world.cloud.cloud, Disorder::default())
        .await
        .unwrap();
    let newest = queue.one().await;
    queue.delete(&first).await;
    queue.delete(&newest).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
}
