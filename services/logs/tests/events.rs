//! Events: put with all of AWS's rules, got page by page, lost by nothing.

mod common;

use common::{World, messages, text, world, world_in};
use serde_json::{Value as Json, json};

const HOUR: i64 = 3_600_000;

async fn refused(world: &World, events: Json) -> String {
    let input = json!({"logGroupName": "g", "logStreamName": "s", "logEvents": events});
    world.refusal("PutLogEvents", input).await
}

#[tokio::test]
async fn batches_have_an_order_a_span_and_a_size() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let now = world.now();
    let event = |at: i64, message: &str| json!({"timestamp": at, "message": message});
    let order = refused(&world, json!([event(now, "b"), event(now - 1, "a")])).await;
    assert_eq!(
        order,
        "InvalidParameterException: Log events in a single PutLogEvents request must be in \
         chronological order."
    );
    let span = refused(
        &world,
        json!([event(now - 25 * HOUR, "a"), event(now, "b")]),
    )
    .await;
    assert!(span.contains("cannot span more than 24 hours"), "{span}");
    let half = "x".repeat(600_000);
    let size = refused(&world, json!([event(now, &half), event(now, &half)])).await;
    assert_eq!(
        size,
        "InvalidParameterException: Upload too large: 1200052 bytes exceeds limit of 1048576"
    );
    let none = refused(&world, json!([])).await;
    assert!(none.starts_with("InvalidParameterException"), "{none}");
    // As large as it may be, in rows of its own.
    let large = "y".repeat((1 << 20) - 26);
    world.put("g", "s", &[(now, &large)]).await;
    let got = world.get("g", "s", json!({})).await;
    assert_eq!(messages(&got), [large]);
}

#[tokio::test]
async fn events_too_old_or_too_new_are_left_out_and_named() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let now = world.now();
    let old = world.put("g", "s", &[(now - 15 * 24 * HOUR, "old")]).await;
    assert_eq!(
        old["rejectedLogEventsInfo"],
        json!({"tooOldLogEventEndIndex": 1})
    );
    let some = [
        (now, "good"),
        (now + HOUR, "soon"),
        (now + 3 * HOUR, "late"),
    ];
    let new = world.put("g", "s", &some).await;
    assert_eq!(
        new["rejectedLogEventsInfo"],
        json!({"tooNewLogEventStartIndex": 2})
    );
    let keep = json!({"logGroupName": "g", "retentionInDays": 1});
    world.ok("PutRetentionPolicy", keep).await;
    let over = world
        .put(
            "g",
            "s",
            &[(now - 26 * HOUR, "over"), (now - 3 * HOUR, "in")],
        )
        .await;
    assert_eq!(
        over["rejectedLogEventsInfo"],
        json!({"expiredLogEventEndIndex": 1})
    );
    let got = world.get("g", "s", json!({"startFromHead": true})).await;
    assert_eq!(messages(&got), ["in", "good", "soon"]);
}

#[tokio::test]
async fn any_sequence_token_is_taken() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let event = json!([{"timestamp": world.now(), "message": "m"}]);
    for token in ["1", "anything"] {
        let input = json!({
            "logGroupName": "g", "logStreamName": "s", "logEvents": event, "sequenceToken": token
        });
        let put = world.ok("PutLogEvents", input).await;
        assert!(put["nextSequenceToken"].is_string());
    }
}

#[tokio::test]
async fn events_come_in_the_order_of_their_times_whenever_they_were_put() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let now = world.now();
    world
        .put("g", "s", &[(now - 30_000, "c"), (now - 5_000, "f")])
        .await;
    world
        .put("g", "s", &[(now - 40_000, "a"), (now - 6_000, "e")])
        .await;
    world.put("g", "s", &[(now - 30_000, "d")]).await;
    world.put("g", "s", &[(now - 35_000, "b")]).await;
    let all = world.get("g", "s", json!({"startFromHead": true})).await;
    assert_eq!(messages(&all), ["a", "b", "c", "d", "e", "f"]);
    let last = world.get("g", "s", json!({"limit": 2})).await;
    assert_eq!(messages(&last), ["e", "f"]);
    let between = json!({"startTime": now - 35_000, "endTime": now - 6_000, "startFromHead": true});
    let some = world.get("g", "s", between).await;
    assert_eq!(messages(&some), ["b", "c", "d"]);
}

#[tokio::test]
async fn tokens_go_both_ways_and_stay_the_same_at_the_ends() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let now = world.now();
    let names: Vec<String> = (0..25).map(|n| format!("{n:02}")).collect();
    let events: Vec<(i64, &str)> = names.iter().map(|n| (now, n.as_str())).collect();
    for batch in events.chunks(4) {
        world.put("g", "s", batch).await;
    }
    // Without a token: the latest, and backward from there.
    let mut page = world.get("g", "s", json!({"limit": 10})).await;
    assert_eq!(messages(&page), names[15..]);
    let end = text(&page["nextForwardToken"]);
    let mut seen = Vec::new();
    loop {
        seen.splice(0..0, messages(&page));
        let token = text(&page["nextBackwardToken"]);
        assert!(token.starts_with("b/") && token.ends_with("/s"), "{token}");
        page = world
            .get("g", "s", json!({"limit": 10, "nextToken": token}))
            .await;
        if messages(&page).is_empty() {
            assert_eq!(page["nextBackwardToken"], token.as_str());
            break;
        }
    }
    assert_eq!(seen, names);
    // At the end the same token comes back, until something comes.
    let none = world.get("g", "s", json!({"nextToken": end})).await;
    assert!(messages(&none).is_empty());
    assert_eq!(none["nextForwardToken"], end.as_str());
    world.put("g", "s", &[(now, "new")]).await;
    let new = world.get("g", "s", json!({"nextToken": end})).await;
    assert_eq!(messages(&new), ["new"]);
    let refusal = json!({"logGroupName": "g", "logStreamName": "s", "nextToken": "f/1/s"});
    assert_eq!(
        world.refusal("GetLogEvents", refusal).await,
        "InvalidParameterException: The specified nextToken is invalid."
    );
}

#[tokio::test]
async fn an_empty_stream_gives_tokens_that_what_comes_is_read_with() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let empty = world.get("g", "s", json!({})).await;
    assert!(messages(&empty).is_empty());
    world.put("g", "s", &[(world.now(), "x")]).await;
    let next = json!({"nextToken": empty["nextForwardToken"]});
    assert_eq!(messages(&world.get("g", "s", next).await), ["x"]);
}

#[tokio::test]
async fn what_was_put_is_there_after_a_start_anew() {
    let directory = tempfile::tempdir().unwrap();
    {
        let world = world_in(directory.path()).await;
        world.group("g", &["s"]).await;
        for n in 0..20 {
            world
                .put("g", "s", &[(world.now(), &format!("{n:02}"))])
                .await;
        }
    }
    let world = world_in(directory.path()).await;
    let got = world.get("g", "s", json!({"startFromHead": true})).await;
    let expected: Vec<String> = (0..20).map(|n| format!("{n:02}")).collect();
    assert_eq!(messages(&got), expected);
}
