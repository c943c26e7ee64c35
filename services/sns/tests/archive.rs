//! Archives of FIFO topics, and replays.

mod common;

use common::{text, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn an_archive_is_given_again_to_who_asks() {
    let world = world().await;
    let topic = world.topic("orders.fifo").await;
    let set = |value: &str| json!({ "TopicArn": topic, "AttributeName": "ArchivePolicy", "AttributeValue": value });
    world
        .ok(
            "SetTopicAttributes",
            set(r#"{"MessageRetentionPeriod": "30"}"#),
        )
        .await;
    let begun = text(&world.attribute(&topic, "BeginningArchiveTime").await);
    let publish = |n: usize| {
        json!({
            "TopicArn": topic, "Message": n.to_string(),
            "MessageGroupId": "shop", "MessageDeduplicationId": n.to_string(),
        })
    };
    for n in 0..60 {
        world.ok("Publish", publish(n)).await;
    }
    world.seconds(600).await;
    let queue = world.queue("late.fifo").await;
    let replay = json!({ "PointType": "Timestamp", "StartingPoint": begun }).to_string();
    let arn = world
        .subscribe(&topic, "sqs", &queue, json!({ "ReplayPolicy": replay }))
        .await;
    world.ok("Publish", publish(60)).await;
    let bodies = world.bodies(&queue).await;
    let messages: Vec<usize> = bodies
        .iter()
        .map(|body| {
            let envelope: Json = serde_json::from_str(body).expect("JSON");
            text(&envelope["Message"]).parse().expect("a number")
        })
        .collect();
    assert_eq!(messages, (0..61).collect::<Vec<_>>());
    assert!(bodies[0].contains("\"Replayed\" : \"true\""));
    assert_eq!(
        world.subscription(&arn, "ReplayStatus").await,
        json!("Completed")
    );
    world.ok("Publish", publish(61)).await;
    assert_eq!(world.messages(&queue).await, ["61"]);
    let refused = world
        .refusal("DeleteTopic", json!({ "TopicArn": topic }))
        .await;
    assert!(refused.contains("archive"), "{refused}");
    world.ok("SetTopicAttributes", set("{}")).await;
    world.ok("DeleteTopic", json!({ "TopicArn": topic })).await;
}
