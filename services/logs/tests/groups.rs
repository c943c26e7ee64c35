//! Groups and streams: made, listed, tagged, kept, deleted.

mod common;

use common::{messages, text, world};
use serde_json::{Value as Json, json};

const DAY: u64 = 24 * 3_600;

#[tokio::test]
async fn a_group_is_made_shown_and_deleted() {
    let world = world().await;
    world.group("/app/web", &["one"]).await;
    let again = json!({"logGroupName": "/app/web"});
    assert_eq!(
        world.refusal("CreateLogGroup", again.clone()).await,
        "ResourceAlreadyExistsException: The specified log group already exists"
    );
    let shown = world.ok("DescribeLogGroups", json!({})).await;
    let group = &shown["logGroups"][0];
    assert_eq!(text(&group["arn"]), world.arn("/app/web:*"));
    assert_eq!(text(&group["logGroupArn"]), world.arn("/app/web"));
    assert_eq!(group["logGroupClass"], "STANDARD");
    assert_eq!(group["metricFilterCount"], 0);
    world.ok("DeleteLogGroup", again.clone()).await;
    assert_eq!(
        world.refusal("DeleteLogGroup", again).await,
        "ResourceNotFoundException: The specified log group does not exist."
    );
}

#[tokio::test]
async fn a_key_of_kms_and_other_classes_are_refused_by_name() {
    let world = world().await;
    let refused = [
        json!({"logGroupName": "g", "kmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/k"}),
        json!({"logGroupName": "g", "logGroupClass": "DELIVERY"}),
    ];
    for input in refused {
        let refusal = world.refusal("CreateLogGroup", input).await;
        assert!(refusal.starts_with("NotImplemented"), "{refusal}");
    }
}

#[tokio::test]
async fn groups_are_found_by_prefix_pattern_class_and_name_in_pages() {
    let world = world().await;
    for name in ["/a/One", "/a/two", "/b/one", "c"] {
        world.group(name, &[]).await;
    }
    let few = json!({"logGroupName": "d", "logGroupClass": "INFREQUENT_ACCESS"});
    world.ok("CreateLogGroup", few).await;
    let names = |answer: &Json| -> Vec<String> {
        let groups = answer["logGroups"].as_array().unwrap();
        groups.iter().map(|g| text(&g["logGroupName"])).collect()
    };
    let cases = [
        (
            json!({"logGroupNamePrefix": "/a/"}),
            vec!["/a/One", "/a/two"],
        ),
        (
            json!({"logGroupNamePattern": "one"}),
            vec!["/a/One", "/b/one"],
        ),
        (json!({"logGroupClass": "INFREQUENT_ACCESS"}), vec!["d"]),
        (
            json!({"logGroupIdentifiers": ["c", world.arn("d")]}),
            vec!["c", "d"],
        ),
    ];
    for (input, expected) in cases {
        let answer = world.ok("DescribeLogGroups", input).await;
        assert_eq!(names(&answer), expected);
    }
    let (mut token, mut all) = (Json::Null, Vec::new());
    loop {
        let mut input = json!({"limit": 2});
        if token.is_string() {
            input["nextToken"] = token;
        }
        let answer = world.ok("DescribeLogGroups", input).await;
        all.extend(names(&answer));
        token = answer["nextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(all, ["/a/One", "/a/two", "/b/one", "c", "d"]);
}

#[tokio::test]
async fn streams_are_listed_by_name_and_by_their_last_event() {
    let world = world().await;
    world.group("g", &["b", "a", "c"]).await;
    let now = world.now();
    world.put("g", "a", &[(now - 5_000, "early")]).await;
    world
        .put("g", "b", &[(now - 9_000, "first"), (now, "late")])
        .await;
    let names = |answer: &Json| -> Vec<String> {
        let streams = answer["logStreams"].as_array().unwrap();
        streams.iter().map(|s| text(&s["logStreamName"])).collect()
    };
    let list = |more: Json| {
        let mut input = json!({"logGroupName": "g"});
        common::merge(&mut input, more);
        input
    };
    let by_name = world.ok("DescribeLogStreams", list(json!({}))).await;
    assert_eq!(names(&by_name), ["a", "b", "c"]);
    assert_eq!(by_name["logStreams"][1]["firstEventTimestamp"], now - 9_000);
    assert_eq!(by_name["logStreams"][1]["lastEventTimestamp"], now);
    assert_eq!(by_name["logStreams"][1]["lastIngestionTime"], now);
    let newest = json!({"orderBy": "LastEventTime", "descending": true, "limit": 2});
    let first = world.ok("DescribeLogStreams", list(newest)).await;
    assert_eq!(names(&first), ["b", "a"]);
    let rest = json!({
        "orderBy": "LastEventTime", "descending": true, "nextToken": first["nextToken"]
    });
    let rest = world.ok("DescribeLogStreams", list(rest)).await;
    assert_eq!(names(&rest), ["c"]);
}

#[tokio::test]
async fn cwl_1_events_are_kept_as_long_as_the_group_says_and_then_removed() {
    let world = world().await;
    world.group("g", &["s"]).await;
    let keep = json!({"logGroupName": "g", "retentionInDays": 3});
    world.ok("PutRetentionPolicy", keep).await;
    let begin = world.now();
    world
        .put(
            "g",
            "s",
            &[(begin, "old"), (begin + 1, "older than nobody")],
        )
        .await;
    world.seconds(2 * DAY).await;
    world.put("g", "s", &[(world.now(), "young")]).await;
    let all = world.get("g", "s", json!({"startFromHead": true})).await;
    assert_eq!(messages(&all).len(), 3);
    world.seconds(DAY + 3_600).await;
    let left = world.get("g", "s", json!({"startFromHead": true})).await;
    assert_eq!(messages(&left), ["young"]);
    let shown = world.ok("DescribeLogGroups", json!({})).await;
    assert_eq!(shown["logGroups"][0]["retentionInDays"], 3);
    assert_eq!(shown["logGroups"][0]["storedBytes"], 26 + 5);
    // Longer from now on: what is removed stays so.
    world
        .ok("DeleteRetentionPolicy", json!({"logGroupName": "g"}))
        .await;
    let left = world.get("g", "s", json!({"startFromHead": true})).await;
    assert_eq!(messages(&left), ["young"]);
    let bad = json!({"logGroupName": "g", "retentionInDays": 2});
    let refusal = world.refusal("PutRetentionPolicy", bad).await;
    assert!(
        refusal.starts_with("InvalidParameterException"),
        "{refusal}"
    );
}

#[tokio::test]
async fn what_is_deleted_does_not_come_back_with_the_name() {
    let world = world().await;
    world.group("g", &["s"]).await;
    world.put("g", "s", &[(world.now(), "x")]).await;
    let stream = json!({"logGroupName": "g", "logStreamName": "s"});
    world.ok("DeleteLogStream", stream.clone()).await;
    world.ok("CreateLogStream", stream.clone()).await;
    let got = world.get("g", "s", json!({})).await;
    assert!(messages(&got).is_empty());
    world.put("g", "s", &[(world.now(), "y")]).await;
    world
        .ok("DeleteLogGroup", json!({"logGroupName": "g"}))
        .await;
    world.seconds(1).await;
    world.group("g", &["s"]).await;
    let got = world.get("g", "s", json!({})).await;
    assert!(messages(&got).is_empty());
}

#[tokio::test]
async fn protection_keeps_a_group_until_it_is_taken_off() {
    let world = world().await;
    world.group("g", &[]).await;
    let protect = |on: bool| json!({"logGroupIdentifier": "g", "deletionProtectionEnabled": on});
    world
        .ok("PutLogGroupDeletionProtection", protect(true))
        .await;
    let named = json!({"logGroupName": "g"});
    let refusal = world.refusal("DeleteLogGroup", named.clone()).await;
    assert!(refusal.starts_with("ValidationException"), "{refusal}");
    world
        .ok("PutLogGroupDeletionProtection", protect(false))
        .await;
    world.ok("DeleteLogGroup", named).await;
}

#[tokio::test]
async fn tags_are_the_same_by_name_and_by_arn() {
    let world = world().await;
    let made = json!({"logGroupName": "g", "tags": {"a": "1"}});
    world.ok("CreateLogGroup", made).await;
    let more = json!({"resourceArn": world.arn("g"), "tags": {"b": "2"}});
    world.ok("TagResource", more).await;
    world
        .ok(
            "TagLogGroup",
            json!({"logGroupName": "g", "tags": {"a": "3"}}),
        )
        .await;
    let old = world
        .ok("ListTagsLogGroup", json!({"logGroupName": "g"}))
        .await;
    let arn = json!({"resourceArn": world.arn("g")});
    let new = world.ok("ListTagsForResource", arn.clone()).await;
    assert_eq!(old["tags"], json!({"a": "3", "b": "2"}));
    assert_eq!(old, new);
    let off = json!({"resourceArn": world.arn("g"), "tagKeys": ["a"]});
    world.ok("UntagResource", off).await;
    world
        .ok("UntagLogGroup", json!({"logGroupName": "g", "tags": ["b"]}))
        .await;
    assert_eq!(
        world.ok("ListTagsForResource", arn).await["tags"],
        json!({})
    );
}
