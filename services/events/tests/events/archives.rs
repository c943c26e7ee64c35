use crate::cloud::{cloud, put, queue, rule, rule_arn, target};
use haneul_testkit::ACCOUNT;
use serde_json::json;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

fn bus() -> String {
    format!("arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default")
}

#[tokio::test]
async fn events_are_kept_and_come_again() {
    let cloud = cloud().await;
    let root = cloud.root();
    let (all, one) = (queue(&root, "all").await, queue(&root, "one").await);
    for (name, queue) in [("all", &all), ("one", &one)] {
        rule(&root, name, json!({"source": ["shop"]})).await;
        target(&root, name, json!({"Id": "1", "Arn": queue.arn})).await;
    }
    let input = json!({"ArchiveName": "a", "EventSourceArn": bus(), "EventPattern": "{\"detail\": {\"n\": [{\"exists\": true}]}}"});
    let made = root
        .call("events", "CreateArchive", input.clone())
        .await
        .unwrap();
    assert_eq!(made["State"], "ENABLED");
    let again = root
        .call("events", "CreateArchive", input)
        .await
        .unwrap_err();
    assert_eq!(again.message, "Archive a already exists.");
    let begin = cloud.cloud.clock.now().as_second();
    for n in 0..120 {
        put(&root, "shop", json!({"n": n})).await;
    }
    put(&root, "shop", json!({"m": 1})).await;
    cloud.advance(DAY).await;
    put(&root, "shop", json!({"n": 500})).await;
    cloud.advance(Duration::ZERO).await;
    assert_eq!(all.messages().await.len(), 122);
    assert_eq!(one.messages().await.len(), 122);
    let kept = root
        .call("events", "DescribeArchive", json!({"ArchiveName": "a"}))
        .await
        .unwrap();
    assert_eq!(kept["EventCount"], 121);
    assert!(kept["SizeBytes"].as_i64().unwrap() > 121 * 100);
    let replay = json!({
        "ReplayName": "r", "EventSourceArn": made["ArchiveArn"],
        "EventStartTime": begin, "EventEndTime": begin + 3_600,
        "Destination": {"Arn": bus(), "FilterArns": [rule_arn("one")]},
    });
    let started = root
        .call("events", "StartReplay", replay.clone())
        .await
        .unwrap();
    assert_eq!(started["State"], "STARTING");
    cloud.advance(Duration::from_secs(1)).await;
    let shown = root
        .call("events", "DescribeReplay", json!({"ReplayName": "r"}))
        .await
        .unwrap();
    assert_eq!(shown["State"], "COMPLETED");
    assert_eq!(shown["EventLastReplayedTime"], begin as f64);
    assert_eq!(all.messages().await.len(), 0);
    let got = one.bodies().await;
    assert_eq!(got.len(), 120);
    assert!(got.iter().all(|event| event["replay-name"] == "r"));
    // What was replayed is not kept twice.
    let kept = root
        .call("events", "DescribeArchive", json!({"ArchiveName": "a"}))
        .await
        .unwrap();
    assert_eq!(kept["EventCount"], 121);
    assert_eq!(
        root.refusal("events", "StartReplay", replay).await,
        "ResourceAlreadyExistsException"
    );
    assert_eq!(
        root.refusal("events", "CancelReplay", json!({"ReplayName": "r"}))
            .await,
        "IllegalStatusException"
    );
}

#[tokio::test]
async fn a_replay_is_called_off() {
    let cloud = cloud().await;
    let root = cloud.root();
    let made = root
        .call(
            "events",
            "CreateArchive",
            json!({"ArchiveName": "a", "EventSourceArn": bus()}),
        )
        .await
        .unwrap();
    let replay = |start: i64, end: i64, to: &str| {
        json!({
            "ReplayName": "r", "EventSourceArn": made["ArchiveArn"], "EventStartTime": start,
            "EventEndTime": end, "Destination": {"Arn": to},
        })
    };
    for (input, message) in [
        (
            replay(9, 9, &bus()),
            "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
        ),
        (
            replay(0, 9, &bus().replace("default", "other")),
            "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
        ),
    ] {
        assert_eq!(
            root.call("events", "StartReplay", input)
                .await
                .unwrap_err()
                .message,
            message
        );
    }
    root.call("events", "StartReplay", replay(0, 9, &bus()))
        .await
        .unwrap();
    let off = root
        .call("events", "CancelReplay", json!({"ReplayName": "r"}))
        .await
        .unwrap();
    assert_eq!(off["State"], "CANCELLING");
    cloud.advance(Duration::from_secs(1)).await;
    let shown = root
        .call("events", "ListReplays", json!({"State": "CANCELLED"}))
        .await
        .unwrap();
    assert_eq!(shown["Replays"][0]["ReplayName"], "r");
}

#[tokio::test]
async fn archives_forget_what_is_too_old_and_go() {
    let cloud = cloud().await;
    let root = cloud.root();
    let input = json!({"ArchiveName": "a", "EventSourceArn": bus(), "RetentionDays": 2});
    root.call("events", "CreateArchive", input).await.unwrap();
    let count = async || {
        let shown = root
            .call("events", "DescribeArchive", json!({"ArchiveName": "a"}))
            .await
            .unwrap();
        shown["EventCount"].as_i64().unwrap()
    };
    for n in 0..3 {
        put(&root, "shop", json!({"n": n})).await;
        cloud.advance(DAY).await;
    }
    assert_eq!(count().await, 1);
    let input = json!({"ArchiveName": "a", "RetentionDays": 0});
    root.call("events", "UpdateArchive", input).await.unwrap();
    cloud.advance(10 * DAY).await;
    assert_eq!(count().await, 1);
    root.call("events", "DeleteArchive", json!({"ArchiveName": "a"}))
        .await
        .unwrap();
    cloud.advance(Duration::from_secs(1)).await;
    // Another one of the same name begins with nothing.
    root.call(
        "events",
        "CreateArchive",
        json!({"ArchiveName": "a", "EventSourceArn": bus()}),
    )
    .await
    .unwrap();
    assert_eq!(count().await, 0);
    let gone = root
        .call("events", "DeleteArchive", json!({"ArchiveName": "b"}))
        .await
        .unwrap_err();
    assert_eq!(gone.message, "Archive b does not exist.");
}
