//! Deliveries to URLs: confirming, headers, retries, throttling.

mod common;

use common::{World, text, world};
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What an endpoint was sent: the head and the body of each post.
type Posts = Arc<Mutex<Vec<(String, String)>>>;

/// An endpoint that answers with these in turn, and then always with the last.
async fn endpoint(answers: Vec<u16>) -> (String, Posts) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let posts: Posts = Arc::default();
    let seen = posts.clone();
    tokio::spawn(async move {
        for turn in 0.. {
            let Ok((mut stream, _)) = listener.accept().await else {
                return;
            };
            let answer = answers[turn.min(answers.len() - 1)];
            let mut bytes = Vec::new();
            let (head, body) = loop {
                let mut buffer = [0; 4_096];
                let read = stream.read(&mut buffer).await.unwrap_or(0);
                bytes.extend_from_slice(&buffer[..read]);
                let so_far = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = so_far.split_once("\r\n\r\n") else {
                    continue;
                };
                let lower = head.to_ascii_lowercase();
                let length = lower.split("content-length: ").nth(1);
                let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
                if body.len() >= length.unwrap_or(0) || read == 0 {
                    break (lower, body.to_owned());
                }
            };
            seen.lock().expect("no panic").push((head, body));
            let text =
                format!("HTTP/1.1 {answer} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            _ = stream.write_all(text.as_bytes()).await;
        }
    });
    (url, posts)
}

fn taken(posts: &Posts) -> Vec<(String, String)> {
    std::mem::take(&mut posts.lock().expect("no panic"))
}

/// Subscribes and confirms.
async fn confirmed(
    world: &World,
    topic: &str,
    url: &str,
    posts: &Posts,
    attributes: Json,
) -> String {
    let arn = world.subscribe(topic, "http", url, attributes).await;
    world.seconds(0).await;
    let (head, body) = taken(posts).remove(0);
    assert!(
        head.contains("x-amz-sns-message-type: subscriptionconfirmation"),
        "{head}"
    );
    let question: Json = serde_json::from_str(&body).expect("JSON");
    let confirm = json!({ "TopicArn": topic, "Token": question["Token"] });
    world.ok("ConfirmSubscription", confirm).await;
    arn
}

#[tokio::test]
async fn sns_4_urls_are_posted_to_once_they_confirmed() {
    let world = world().await;
    let topic = world.topic("news").await;
    let (url, posts) = endpoint(vec![200]).await;
    let arn = world.subscribe(&topic, "http", &url, json!({})).await;
    world.publish(&topic, "too early").await;
    world
        .ok(
            "Unsubscribe",
            json!({ "SubscriptionArn": format!("{arn}0") }),
        )
        .await;
    world.seconds(0).await;
    let first = taken(&posts);
    assert_eq!(first.len(), 1, "only the question");
    let question: Json = serde_json::from_str(&first[0].1).expect("JSON");
    let confirm = json!({ "TopicArn": topic, "Token": question["Token"] });
    world.ok("ConfirmSubscription", confirm).await;
    let sent = world.publish(&topic, "hello").await;
    world.seconds(0).await;
    let (head, body) = taken(&posts).remove(0);
    for line in [
        "post /hook http/1.1".to_owned(),
        "x-amz-sns-message-type: notification".to_owned(),
        format!("x-amz-sns-message-id: {}", text(&sent["MessageId"])),
        format!("x-amz-sns-topic-arn: {topic}"),
        format!("x-amz-sns-subscription-arn: {arn}"),
        "content-type: text/plain; charset=utf-8".to_owned(),
        "user-agent: amazon simple notification service agent".to_owned(),
    ] {
        assert!(
            head.contains(&line.to_ascii_lowercase()),
            "{line} in {head}"
        );
    }
    let envelope: Json = serde_json::from_str(&body).expect("JSON");
    assert_eq!(envelope["Message"], json!("hello"));
    let listed = world.sent("http");
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[1].to, url);
    assert_eq!(
        listed[1].details,
        [("outcome".to_owned(), "delivered".to_owned())]
    );
}

#[tokio::test]
async fn a_url_that_fails_is_tried_again_in_phases_and_then_given_up() {
    let world = world().await;
    let topic = world.topic("news").await;
    let dead = world.queue("dead").await;
    let (url, posts) = endpoint(vec![200, 503]).await;
    let retries = json!({ "healthyRetryPolicy": {
        "numRetries": 5, "numNoDelayRetries": 1, "numMinDelayRetries": 1, "numMaxDelayRetries": 1,
        "minDelayTarget": 2, "maxDelayTarget": 10, "backoffFunction": "linear",
    }});
    let attributes = json!({
        "DeliveryPolicy": retries.to_string(),
        "RedrivePolicy": json!({ "deadLetterTargetArn": dead }).to_string(),
    });
    confirmed(&world, &topic, &url, &posts, attributes).await;
    world.publish(&topic, "hello").await;
    // At once and once more; after 2; after 2 and 10 on the way up; after 10.
    for (seconds, attempts) in [(0, 2), (1, 0), (1, 1), (2, 1), (9, 0), (1, 1)] {
        world.seconds(seconds).await;
        assert_eq!(
            taken(&posts).len(),
            attempts,
            "after {seconds} more seconds"
        );
    }
    assert_eq!(world.bodies(&dead).await, Vec::<String>::new());
    world.seconds(10).await;
    assert_eq!(taken(&posts).len(), 1);
    assert_eq!(world.messages(&dead).await, ["hello"]);
}

#[tokio::test]
async fn a_url_that_refuses_is_not_asked_again() {
    let world = world().await;
    let topic = world.topic("news").await;
    let (url, posts) = endpoint(vec![200, 404]).await;
    confirmed(&world, &topic, &url, &posts, json!({})).await;
    world.publish(&topic, "hello").await;
    world.seconds(600).await;
    assert_eq!(taken(&posts).len(), 1);
}

#[tokio::test]
async fn a_throttled_url_is_posted_to_no_faster_than_it_says() {
    let world = world().await;
    let topic = world.topic("news").await;
    let (url, posts) = endpoint(vec![200]).await;
    let policy = json!({ "throttlePolicy": { "maxReceivesPerSecond": 1 } });
    let attributes = json!({ "DeliveryPolicy": policy.to_string() });
    confirmed(&world, &topic, &url, &posts, attributes).await;
    world.seconds(5).await;
    for n in 0..3 {
        world.publish(&topic, &n.to_string()).await;
    }
    for _ in 0..3 {
        world.seconds(0).await;
        assert_eq!(taken(&posts).len(), 1);
        world.seconds(1).await;
    }
}
