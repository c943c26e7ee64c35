//! FilterLogEvents, and what finds its way through a whole group.

mod common;

use common::{World, messages, text, world};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn events_of_all_streams_come_in_the_order_of_their_times() {
    let world = world().await;
    world.group("g", &["a", "b", "other"]).await;
    let now = world.now();
    world
        .put(
            "g",
            "a",
            &[(now - 50_000, "a1"), (now - 30_000, "a2 x"), (now, "a3")],
        )
        .await;
    world
        .put("g", "b", &[(now - 40_000, "b1 x"), (now - 20_000, "b2")])
        .await;
    world.put("g", "other", &[(now - 35_000, "o1")]).await;
    let all = world.filter("g", json!({})).await;
    assert_eq!(messages(&all), ["a1", "b1 x", "o1", "a2 x", "b2", "a3"]);
    assert_eq!(all["searchedLogStreams"], json!([]));
    let first = &all["events"][0];
    assert_eq!(first["logStreamName"], "a");
    assert_eq!(first["ingestionTime"], now);
    assert_eq!(text(&first["eventId"]).len(), 56);
    let cases: [(Json, &[&str]); 7] = [
        (json!({"filterPattern": "x"}), &["b1 x", "a2 x"]),
        (json!({"filterPattern": "-x"}), &["a1", "o1", "b2", "a3"]),
        (json!({"logStreamNames": ["b"]}), &["b1 x", "b2"]),
        (json!({"logStreamNamePrefix": "o"}), &["o1"]),
        (json!({"startTime": now - 30_000}), &["a2 x", "b2", "a3"]),
        (json!({"endTime": now - 40_000}), &["a1", "b1 x"]),
        (json!({"startFromHead": false, "limit": 2}), &["a3", "b2"]),
    ];
    for (input, expected) in cases {
        assert_eq!(
            messages(&world.filter("g", input.clone()).await),
            expected,
            "{input}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let cases = [
        (
            json!({"filterPattern": "a-b"}),
            "InvalidParameterException: Invalid character(s) in term 'a-b'",
        ),
        (
            json!({"filterPattern": "{"}),
            "InvalidParameterException: Invalid filter pattern",
        ),
        (
            json!({"nextToken": "x"}),
            "InvalidParameterException: The specified nextToken is invalid.",
        ),
        (
            json!({"logStreamNames": ["none"]}),
            "ResourceNotFoundException: The specified log stream does not exist.",
        ),
        (
            json!({"logStreamNames": ["s"], "logStreamNamePrefix": "s"}),
            "InvalidParameterException: Only one of logStreamNames or logStreamNamePrefix can be \
             specified.",
        ),
    ];
    for (more, expected) in cases {
        let mut input = json!({"logGroupName": "g"});
        common::merge(&mut input, more);
        assert_eq!(world.refusal("FilterLogEvents", input).await, expected);
    }
}

async fn pages(world: &World, input: Json) -> Vec<String> {
    let (mut all, mut token) = (Vec::new(), Json::Null);
    for _ in 0..1_000 {
        let mut input = input.clone();
        if token.is_string() {
            input["nextToken"] = token;
        }
        let page = world.filter("g", input).await;
        all.extend(messages(&page));
        token = page["nextToken"].clone();
        if token.is_null() {
            return all;
        }
    }
    panic!("it does not end");
}

#[tokio::test]
async fn pages_make_up_the_whole_either_way() {
    let world = world().await;
    let streams: Vec<String> = (0..7).map(|n| format!("s{n}")).collect();
    let names: Vec<&str> = streams.iter().map(String::as_str).collect();
    world.group("g", &names).await;
    let now = world.now();
    let mut expected = Vec::new();
    // Batches that overlap in time, and times that many share.
    for n in 0..60_i64 {
        let at = now - 100_000 + n * 1_777 % 40_000;
        let events = [
            (at, format!("{at} {n} a")),
            (at + 5_000, format!("{} {n} b", at + 5_000)),
        ];
        let given: Vec<(i64, &str)> = events.iter().map(|(at, m)| (*at, m.as_str())).collect();
        world.put("g", names[n as usize % 7], &given).await;
        expected.extend(events.map(|(at, message)| (at, message)));
    }
    expected.sort();
    let times = |all: &[String]| -> Vec<i64> {
        all.iter()
            .map(|m| m.split(' ').next().unwrap().parse().unwrap())
            .collect()
    };
    for limit in [1, 3, 50, 1_000] {
        let forward = pages(&world, json!({"limit": limit})).await;
        assert!(times(&forward).is_sorted());
        let backward = pages(&world, json!({"limit": limit, "startFromHead": false})).await;
        assert!(times(&backward).iter().rev().is_sorted());
        for mut found in [forward, backward] {
            found.sort();
            let mut expected: Vec<&String> = expected.iter().map(|(_, m)| m).collect();
            expected.sort();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected);
        }
    }
}

#[tokio::test]
async fn tokens_last_a_day() {
    let world = world().await;
    world.group("g", &["s"]).await;
    world
        .put("g", "s", &[(world.now(), "1"), (world.now(), "2")])
        .await;
    let page = world.filter("g", json!({"limit": 1})).await;
    world.seconds(24 * 3_600 + 1).await;
    let input = json!({"logGroupName": "g", "nextToken": page["nextToken"]});
    assert_eq!(
        world.refusal("FilterLogEvents", input).await,
        "InvalidParameterException: The specified nextToken is invalid."
    );
}

#[tokio::test]
async fn fields_are_discovered_in_json() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let now = world.now();
    let line = r#"{"level": "INFO", "user": {"id": 7}, "tags": ["a"]}"#;
    world
        .put(
            "g",
            "s",
            &[(now, line), (now, "text"), (now, line), (now, "text")],
        )
        .await;
    let answer = world
        .ok("GetLogGroupFields", json!({"logGroupName": "g"}))
        .await;
    let fields = answer["logGroupFields"].as_array().unwrap();
    let percent = |name: &str| {
        let field = fields.iter().find(|field| field["name"] == name);
        field.map(|field| field["percent"].as_i64().unwrap())
    };
    assert_eq!(percent("@message"), Some(100));
    assert_eq!(percent("user.id"), Some(50));
    assert_eq!(percent("tags.0"), Some(50));
    assert_eq!(percent("none"), None);
}
