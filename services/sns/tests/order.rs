//! The order of a FIFO topic's deliveries while the queue fails again and again.

mod common;

use common::{World, text, world_of};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Registered, Service, state};
use haneul_sns::Sns;
use serde_json::json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// What was taken, in its order; and how often each message was offered.
static TAKEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
static OFFERED: Mutex<Option<HashMap<String, u32>>> = Mutex::new(None);

/// A queue service that fails at the first two offers of every second message.
struct Flaky;

impl Service for Flaky {
    fn model(&self) -> &'static str {
        "sqs"
    }

    fn operations(&self) -> Vec<Registered> {
        vec![Registered {
            name: "SendMessage",
            handler: state(take),
        }]
    }

    fn checks(&self, _: &mut Cx, _: &str, _: &Value) -> Result<Vec<Check>, AwsError> {
        Ok(Vec::new())
    }
}

fn take(_: &mut Cx, input: Value) -> Result<Value, AwsError> {
    let body = input.str("MessageBody").unwrap_or_default().to_owned();
    let mut offered = OFFERED.lock().expect("no panic");
    let times = offered
        .get_or_insert_default()
        .entry(body.clone())
        .or_default();
    *times += 1;
    let odd = body.bytes().last().is_some_and(|b| b % 2 == 1);
    if odd && *times < 3 {
        return Err(AwsError::new("ServiceUnavailable", "not now").status(503));
    }
    TAKEN.lock().expect("no panic").push(body);
    Ok(Value::Struct(Vec::new()))
}

async fn publish(world: &World, topic: &str, group: &str, n: usize) {
    let input = json!({
        "TopicArn": topic,
        "Message": format!("{group}{n}"),
        "MessageGroupId": group,
        "MessageDeduplicationId": format!("{group}{n}"),
    });
    world.ok("Publish", input).await;
}

#[tokio::test]
async fn sns_7_retries_do_not_change_the_order_of_a_group() {
    let world = world_of(vec![Arc::new(Sns), Arc::new(Flaky)]).await;
    let topic = world.topic("orders.fifo").await;
    let queue = "arn:aws:sqs:us-east-1:111122223333:orders.fifo";
    let subscribe = json!({
        "TopicArn": topic, "Protocol": "sqs", "Endpoint": queue,
        "Attributes": { "RawMessageDelivery": "true" },
    });
    assert!(text(&world.ok("Subscribe", subscribe).await["SubscriptionArn"]).starts_with(&topic));
    for n in 0..8 {
        publish(&world, &topic, "a", n).await;
        publish(&world, &topic, "b", n).await;
        // Some are under way while others are published.
        if n == 3 {
            world.seconds(1).await;
        }
    }
    world.seconds(600).await;
    let taken = TAKEN.lock().expect("no panic").clone();
    for group in ["a", "b"] {
        let of: Vec<&String> = taken
            .iter()
            .filter(|body| body.starts_with(group))
            .collect();
        let expected: Vec<String> = (0..8).map(|n| format!("{group}{n}")).collect();
        assert_eq!(of, expected.iter().collect::<Vec<_>>(), "{taken:?}");
    }
}
