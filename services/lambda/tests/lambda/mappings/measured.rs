//! What CloudWatch is told of mappings that ask for it.

use super::{SHOW, arn};
use crate::cloud::{World, merged, running};
use serde_json::{Value as Json, json};

const ALL: [&str; 7] = [
    "PolledEventCount",
    "FilteredOutEventCount",
    "InvokedEventCount",
    "FailedInvokeEventCount",
    "DroppedEventCount",
    "OnFailureDestinationDeliveredEventCount",
    "DeletedEventCount",
];

fn asked() -> Json {
    json!({"MetricsConfig": {"Metrics": ["EventCount"]}})
}

impl World {
    /// Sums of all metrics, and which there are none of.
    async fn sums(&self, uuid: &str) -> Vec<Option<f64>> {
        let mut sums = Vec::new();
        for metric in ALL {
            let of = ("EventSourceMappingUUID", uuid);
            sums.push(self.measured(metric, of, "Sum").await);
        }
        sums
    }
}

#[tokio::test]
async fn messages_of_a_queue_are_counted() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let queue = world.queue("q", json!({"VisibilityTimeout": "3600"})).await;
    let more = json!({
        "BatchSize": 1,
        "FilterCriteria": {"Filters": [{"Pattern": r#"{"body": {"take": [true]}}"#}]},
    });
    let uuid = world.map("f", &queue, merged(asked(), more)).await;
    let shown = world.mapping(&uuid).await;
    assert_eq!(shown["MetricsConfig"], asked()["MetricsConfig"]);
    for body in [
        json!({"take": true}),
        json!({"take": false}),
        json!({"take": true, "fail": 1}),
    ] {
        world.say("q", &body.to_string()).await;
    }
    world.seconds(5).await;
    let expected = [3.0, 1.0, 2.0, 1.0].map(Some).into_iter();
    let expected: Vec<Option<f64>> = expected.chain([None, None, Some(2.0)]).collect();
    assert_eq!(world.sums(&uuid).await, expected);
    // Nobody asks any more.
    let none = json!({"UUID": uuid, "MetricsConfig": {"Metrics": []}});
    world.ok("UpdateEventSourceMapping", none).await;
    world.seconds(2).await;
    assert_eq!(world.mapping(&uuid).await["MetricsConfig"], Json::Null);
    world.say("q", &json!({"take": true}).to_string()).await;
    world.seconds(5).await;
    assert_eq!(world.sums(&uuid).await, expected);
}

#[tokio::test]
async fn what_is_given_up_of_a_stream_is_dropped_or_delivered() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    world.queue("dead", json!({})).await;
    let stream = world.stream("s", 1).await;
    let other = world.stream("t", 1).await;
    let more = merged(
        asked(),
        json!({"StartingPosition": "TRIM_HORIZON", "MaximumRetryAttempts": 1, "BatchSize": 2}),
    );
    let dropping = world.map("f", &stream, more.clone()).await;
    let told = json!({"DestinationConfig": {"OnFailure": {"Destination": arn("sqs", "dead")}}});
    let telling = world.map("f", &other, merged(more, told)).await;
    for name in ["s", "t"] {
        for key in ["fail", "k", "k"] {
            world.put(name, key, "x").await;
        }
    }
    world.seconds(20).await;
    // Two records twice, and one behind them.
    let counted = |given_up: [Option<f64>; 2]| -> Vec<Option<f64>> {
        let all = [Some(3.0), None, Some(5.0), Some(4.0)].into_iter();
        all.chain(given_up).chain([None]).collect()
    };
    assert_eq!(world.sums(&dropping).await, counted([Some(2.0), None]));
    assert_eq!(world.sums(&telling).await, counted([None, Some(2.0)]));
    assert_eq!(world.bodies("dead").await.len(), 1);
}

#[tokio::test]
async fn a_destination_that_is_not_there_is_a_failure() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let stream = world.stream("s", 1).await;
    let more = json!({
        "StartingPosition": "TRIM_HORIZON", "MaximumRetryAttempts": 0,
        "DestinationConfig": {"OnFailure": {"Destination": arn("sqs", "none")}},
    });
    let uuid = world.map("f", &stream, merged(asked(), more)).await;
    world.put("s", "fail", "x").await;
    world.seconds(3).await;
    // Only the destination is tried from here on.
    world
        .ok(
            "UpdateEventSourceMapping",
            json!({"UUID": uuid, "Enabled": false}),
        )
        .await;
    world.seconds(86_400 + 60).await;
    assert_eq!(world.counted("DestinationDeliveryFailures", "f").await, 1.0);
    assert_eq!(world.sums(&uuid).await[5], None);
}

#[tokio::test]
async fn the_age_of_what_a_function_gets_of_a_stream_is_measured() {
    let world = running().await;
    world.python("f", SHOW, json!({})).await;
    let stream = world.stream("s", 1).await;
    world.put("s", "k", "x").await;
    world.seconds(100).await;
    let more = json!({"StartingPosition": "TRIM_HORIZON"});
    let uuid = world.map("f", &stream, more).await;
    world.seconds(2).await;
    let of = ("FunctionName", "f");
    let age = world.measured("IteratorAge", of, "Maximum").await.unwrap();
    assert!((100_000.0..110_000.0).contains(&age), "{age}");
    assert!(world.sums(&uuid).await.iter().all(Option::is_none));
}
