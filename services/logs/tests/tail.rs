//! Live Tail: what comes in is told while it comes.

mod common;

use bytes::Bytes;
use common::{World, text, world};
use haneul_pipeline::AwsError;
use haneul_wire::eventstream::Frame;
use serde_json::{Value as Json, json};
use tokio::task::JoinHandle;

type Session = JoinHandle<Result<Bytes, AwsError>>;

fn tail(world: &World, more: Json) -> Session {
    let client = world.client.clone();
    let mut input = json!({"logGroupIdentifiers": [world.arn("g")]});
    common::merge(&mut input, more);
    tokio::spawn(async move {
        Ok(client
            .send("logs", "StartLiveTail", input, None)
            .await?
            .body)
    })
}

fn events(mut bytes: &[u8]) -> Vec<(String, Json)> {
    let mut events = Vec::new();
    while let Some((frame, length)) = Frame::decode(bytes).unwrap() {
        let kind = frame.text(":event-type").or(frame.text(":exception-type"));
        let document = serde_json::from_slice(&frame.payload).unwrap();
        events.push((kind.unwrap().to_owned(), document));
        bytes = &bytes[length..];
    }
    events
}

fn messages(events: &[(String, Json)]) -> Vec<String> {
    let results = events
        .iter()
        .filter_map(|(_, e)| e["sessionResults"].as_array());
    results
        .flatten()
        .map(|event| text(&event["message"]))
        .collect()
}

/// Lets the session see what is there.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_fits_is_told_for_three_hours() {
    let world = world().await;
    world.group("g", &["s", "other"]).await;
    world.put("g", "s", &[(world.now(), "ERROR before")]).await;
    let session = tail(
        &world,
        json!({
            "logStreamNamePrefixes": ["s"], "logEventFilterPattern": "ERROR"
        }),
    );
    settle().await;
    world
        .put(
            "g",
            "s",
            &[(world.now(), "ERROR one"), (world.now(), "fine")],
        )
        .await;
    settle().await;
    world
        .put("g", "other", &[(world.now(), "ERROR elsewhere")])
        .await;
    world.put("g", "s", &[(world.now(), "ERROR two")]).await;
    settle().await;
    world.seconds(3 * 3_600 + 1).await;
    let events = events(&session.await.unwrap().unwrap());
    assert_eq!(events[0].0, "initial-response");
    assert_eq!(events[1].0, "sessionStart");
    assert_eq!(events[1].1["logEventFilterPattern"], "ERROR");
    assert_eq!(messages(&events), ["ERROR one", "ERROR two"]);
    let told = events
        .iter()
        .find(|(_, e)| e["sessionResults"][0].is_object());
    let first = &told.unwrap().1["sessionResults"][0];
    assert_eq!(first["logStreamName"], "s");
    assert_eq!(first["logGroupIdentifier"], world.arn("g"));
    assert_eq!(events.last().unwrap().0, "SessionTimeoutException");
}

#[tokio::test(start_paused = true)]
async fn groups_are_named_by_arns_that_are_there() {
    let world = world().await;
    let named = json!({"logGroupIdentifiers": ["g"]});
    let refusal = world.refusal("StartLiveTail", named).await;
    assert!(
        refusal.starts_with("InvalidParameterException"),
        "{refusal}"
    );
    let none = json!({"logGroupIdentifiers": [world.arn("none")]});
    assert_eq!(
        world.refusal("StartLiveTail", none).await,
        "ResourceNotFoundException: The specified log group does not exist."
    );
}
