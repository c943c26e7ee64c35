//! Fair queues: a tenant with most of the messages in flight does not keep others waiting.

mod common;

use common::{Queue, bodies, world};
use serde_json::json;

async fn send_of(queue: &Queue<'_>, tenant: &str, body: &str) {
    let input = json!({ "MessageBody": body, "MessageGroupId": tenant });
    queue.ok("SendMessage", input).await;
}

/// A hundred messages of a loud tenant, thirty of them in flight.
async fn crowd(queue: &Queue<'_>) {
    for number in 0..100 {
        send_of(queue, "loud", &format!("loud-{number}")).await;
    }
    for _ in 0..3 {
        assert_eq!(queue.bodies().await.len(), 10);
    }
}

#[tokio::test]
async fn a_quiet_tenant_comes_before_a_noisy_one() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    crowd(&queue).await;
    send_of(&queue, "quiet", "quiet-0").await;
    send_of(&queue, "still", "still-0").await;
    let next = queue.bodies().await;
    assert_eq!(next.len(), 10, "the rest is the loud tenant's: {next:?}");
    assert_eq!(next[..2], ["quiet-0", "still-0"]);
}

#[tokio::test]
async fn without_tenants_the_first_come_first() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    for number in 0..60 {
        queue.send(&number.to_string()).await;
    }
    for first in (0..60).step_by(10) {
        let expected: Vec<String> = (first..first + 10).map(|n| n.to_string()).collect();
        assert_eq!(queue.bodies().await, expected);
    }
}

#[tokio::test]
async fn a_tenant_whose_messages_are_done_with_is_noisy_no_more() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    for number in 0..100 {
        send_of(&queue, "loud", &format!("loud-{number}")).await;
    }
    for _ in 0..3 {
        let got = queue.receive(json!({ "MaxNumberOfMessages": 10 })).await;
        for message in &got {
            queue.delete(message).await;
        }
    }
    send_of(&queue, "quiet", "quiet-0").await;
    assert_eq!(queue.bodies().await[0], "loud-30");
}

#[tokio::test]
async fn nothing_is_lost_or_repeated_among_tenants() {
    let world = world().await;
    let queue = world.queue("jobs", json!({})).await;
    for number in 0..200 {
        let tenant = if number % 10 == 0 { "quiet" } else { "loud" };
        send_of(&queue, tenant, &number.to_string()).await;
    }
    let mut seen = Vec::new();
    loop {
        let got = queue.receive(json!({ "MaxNumberOfMessages": 7 })).await;
        if got.is_empty() {
            break;
        }
        seen.extend(bodies(&got));
    }
    let mut numbers: Vec<u32> = seen.iter().map(|body| body.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..200).collect::<Vec<_>>());
    assert_eq!(queue.counts().await, (0, 200, 0));
    // What comes back is nobody's turn before the others'.
    world.seconds(30).await;
    assert_eq!(queue.counts().await, (200, 0, 0));
    queue.ok("PurgeQueue", json!({})).await;
    assert_eq!(queue.counts().await, (0, 0, 0));
}
