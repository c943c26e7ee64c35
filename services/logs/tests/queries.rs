//! Queries: started, looked for, stopped, kept.

mod common;

use common::{World, ask, rows, world};
use serde_json::{Value as Json, json};

async fn filled() -> World {
    let world = world().await;
    world.group("g", &["a", "b"]).await;
    let now = world.now();
    for n in 0..30_i64 {
        let line = format!(r#"{{"n": {n}, "even": {}}}"#, n % 2 == 0);
        let stream = ["a", "b"][n as usize % 2];
        world
            .put("g", stream, &[(now - 60_000 + n * 1_000, &line)])
            .await;
    }
    world
}

#[tokio::test]
async fn an_answer_comes_from_all_streams_newest_first() {
    let world = filled().await;
    let answer = ask(&world, "fields n, @logStream | limit 3", json!({})).await;
    assert_eq!(answer["status"], "Complete");
    assert_eq!(rows(&answer), [["29", "b"], ["28", "a"], ["27", "b"]]);
    let answer = ask(
        &world,
        "stats count(*) as c, sum(n) as s by even | sort even",
        json!({}),
    )
    .await;
    assert_eq!(rows(&answer), [["0", "15", "225"], ["1", "15", "210"]]);
    assert_eq!(answer["statistics"]["recordsScanned"], 30.0);
    assert_eq!(answer["statistics"]["recordsMatched"], 30.0);
}

#[tokio::test]
async fn a_pointer_leads_to_the_whole_event() {
    let world = filled().await;
    let answer = ask(&world, "filter n = 7", json!({})).await;
    let fields = answer["results"][0].as_array().unwrap();
    let pointer = fields.iter().find(|f| f["field"] == "@ptr").unwrap();
    let wish = json!({"logRecordPointer": pointer["value"]});
    let record = world.ok("GetLogRecord", wish).await;
    assert_eq!(record["logRecord"]["n"], "7");
    assert_eq!(record["logRecord"]["@logStream"], "b");
    let refusal = world
        .refusal("GetLogRecord", json!({"logRecordPointer": "x"}))
        .await;
    assert!(
        refusal.starts_with("InvalidParameterException"),
        "{refusal}"
    );
}

#[tokio::test]
async fn long_answers_come_in_pages() {
    let world = filled().await;
    let now = world.now() / 1_000;
    let input = json!({
        "logGroupIdentifiers": [world.arn("g")], "startTime": now - 3_600, "endTime": now,
        "queryString": "fields n | sort n asc"
    });
    let id = world.ok("StartQuery", input).await["queryId"].clone();
    world.seconds(1).await;
    let (mut all, mut token) = (Vec::new(), Json::Null);
    loop {
        let mut wish = json!({"queryId": id, "maxItems": 7});
        if token.is_string() {
            wish["nextToken"] = token;
        }
        let page = world.ok("GetQueryResults", wish).await;
        all.extend(rows(&page));
        token = page["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    let expected: Vec<Vec<String>> = (0..30).map(|n| vec![n.to_string()]).collect();
    assert_eq!(all, expected);
}

#[tokio::test]
async fn a_limit_is_of_up_to_a_hundred_thousand_rows() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let now = world.now();
    let events: Vec<(i64, &str)> = (0..6_000).map(|_| (now, "x")).collect();
    for _ in 0..2 {
        world.put("g", "s", &events).await;
    }
    let (from, to) = (now / 1_000 - 60, now / 1_000 + 60);
    let cases = [
        ("fields @message", json!({}), 10_000),
        ("fields @message", json!({"limit": 11_000}), 11_000),
        ("fields @message | limit 100000", json!({}), 12_000),
        ("fields @message | limit 100000", json!({"limit": 3}), 3),
        ("fields @message | limit 3", json!({"limit": 100_000}), 3),
    ];
    for (query, more, expected) in cases {
        let mut input = json!({
            "logGroupName": "g", "startTime": from, "endTime": to, "queryString": query
        });
        common::merge(&mut input, more);
        let started = world.ok("StartQuery", input).await;
        world.seconds(1).await;
        let mut found = 0;
        let mut wish = started;
        loop {
            let page = world.ok("GetQueryResults", wish.clone()).await;
            assert_eq!(page["status"], "Complete");
            found += rows(&page).len();
            match page["nextToken"].is_string() {
                true => wish["nextToken"] = page["nextToken"].clone(),
                false => break,
            }
        }
        assert_eq!(found, expected, "{query}");
    }
    for (query, more, expected) in [
        ("limit 100001", json!({}), "MalformedQueryException"),
        (
            "fields a",
            json!({"limit": 100_001}),
            "InvalidParameterException",
        ),
    ] {
        let mut input = json!({
            "logGroupName": "g", "startTime": from, "endTime": to, "queryString": query
        });
        common::merge(&mut input, more);
        let refusal = world.refusal("StartQuery", input).await;
        assert!(refusal.starts_with(expected), "{query}: {refusal}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_where_it_is() {
    let world = filled().await;
    let now = world.now() / 1_000;
    let ask = |query: &str, more: Json| {
        let mut input = json!({
            "logGroupName": "g", "startTime": now - 60, "endTime": now, "queryString": query
        });
        common::merge(&mut input, more);
        input
    };
    let cases = [
        (
            ask("fields n\n| nothing", json!({})),
            "MalformedQueryException: unexpected symbol found nothing at line 2 and position 3",
        ),
        (
            ask("fields n", json!({"logGroupName": "none"})),
            "ResourceNotFoundException: Log group 'none' does not exist for account ID \
             '111122223333'",
        ),
        (
            ask("fields n", json!({"endTime": now - 600})),
            "InvalidParameterException: End time should not be less than start time.",
        ),
    ];
    for (input, expected) in cases {
        assert_eq!(world.refusal("StartQuery", input).await, expected);
    }
    for refused in [
        ask("pattern @message | anomaly", json!({})),
        ask("x", json!({"queryLanguage": "SQL"})),
    ] {
        let refusal = world.refusal("StartQuery", refused).await;
        assert!(refusal.starts_with("NotImplemented"), "{refusal}");
    }
}

#[tokio::test]
async fn queries_are_stopped_listed_and_forgotten_after_a_week() {
    let world = filled().await;
    let now = world.now() / 1_000;
    let input = json!({
        "logGroupName": "g", "startTime": now - 60, "endTime": now, "queryString": "fields n"
    });
    let id = world.ok("StartQuery", input).await["queryId"].clone();
    let stopped = world.call("StopQuery", json!({"queryId": id})).await;
    world.seconds(1).await;
    let status = world.ok("GetQueryResults", json!({"queryId": id})).await["status"].clone();
    // It may have been through already.
    assert_eq!(
        status,
        if stopped.is_ok() {
            "Cancelled"
        } else {
            "Complete"
        }
    );
    let refusal = world.refusal("StopQuery", json!({"queryId": id})).await;
    assert!(
        refusal.starts_with("InvalidParameterException"),
        "{refusal}"
    );
    ask(&world, "fields n", json!({})).await;
    let listed = world.ok("DescribeQueries", json!({"maxResults": 1})).await;
    assert_eq!(listed["queries"].as_array().unwrap().len(), 1);
    let next = json!({"nextToken": listed["nextToken"]});
    let listed = world.ok("DescribeQueries", next).await;
    assert_eq!(listed["queries"][0]["queryId"], id);
    world.seconds(7 * 24 * 3_600 + 1).await;
    let listed = world.ok("DescribeQueries", json!({})).await;
    assert_eq!(listed["queries"], json!([]));
    let refusal = world
        .refusal("GetQueryResults", json!({"queryId": id}))
        .await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
}

#[tokio::test]
async fn definitions_are_kept_under_names() {
    let world = world().await;
    let put = |name: &str| json!({"name": name, "queryString": "fields @message"});
    let made = world.ok("PutQueryDefinition", put("a/one")).await;
    world.ok("PutQueryDefinition", put("b/two")).await;
    let mut changed = put("a/other");
    changed["queryDefinitionId"] = made["queryDefinitionId"].clone();
    world.ok("PutQueryDefinition", changed).await;
    let wish = json!({"queryDefinitionNamePrefix": "a/"});
    let listed = world.ok("DescribeQueryDefinitions", wish).await;
    assert_eq!(listed["queryDefinitions"].as_array().unwrap().len(), 1);
    assert_eq!(listed["queryDefinitions"][0]["name"], "a/other");
    let named = json!({"queryDefinitionId": made["queryDefinitionId"]});
    world.ok("DeleteQueryDefinition", named.clone()).await;
    let refusal = world.refusal("DeleteQueryDefinition", named).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
}
