//! Composite alarms.

use crate::cloud::{alarm, messages, shown, state, topic, world};
use haneul_testkit::World;
use serde_json::{Value as Json, json};

async fn set(world: &World, name: &str, value: &str) {
    let input = json!({"AlarmName": name, "StateValue": value, "StateReason": "a test"});
    world.ok("SetAlarmState", input).await;
    // What follows is done at once, and well before the next look.
    world.seconds(0).await;
}

async fn composite(world: &World, name: &str, rule: &str, more: Json) {
    let mut input = json!({"AlarmName": name, "AlarmRule": rule});
    for (key, value) in more.as_object().unwrap() {
        input[key] = value.clone();
    }
    world.ok("PutCompositeAlarm", input).await;
    world.seconds(0).await;
}

/// Alarms that stay as they are set: nothing is measured, and what is missing is ignored.
async fn children(world: &World, names: &[&str]) {
    for name in names {
        alarm(world, name, json!({"TreatMissingData": "ignore"})).await;
    }
    world.seconds(130).await;
}

#[tokio::test(start_paused = true)]
async fn cwt_2_a_rule_over_alarms() {
    let world = world().await;
    let topic = topic(&world, "told").await;
    children(&world, &["a", "b"]).await;
    composite(
        &world,
        "both",
        "ALARM(a) AND ALARM(\"b\")",
        json!({"AlarmActions": [topic]}),
    )
    .await;
    assert_eq!(state(&world, "both").await, "OK");
    set(&world, "a", "ALARM").await;
    assert_eq!(state(&world, "both").await, "OK");
    set(&world, "b", "ALARM").await;
    assert_eq!(state(&world, "both").await, "ALARM");
    let reason = shown(&world, "both").await;
    assert!(
        reason["StateReason"]
            .as_str()
            .unwrap()
            .contains(":alarm:b transitioned to ALARM at ")
    );
    world.seconds(1).await;
    let told = messages(&world, "told").await;
    assert_eq!(told.len(), 1);
    let message: Json = serde_json::from_str(told[0]["Message"].as_str().unwrap()).unwrap();
    assert_eq!(message["AlarmRule"], "ALARM(a) AND ALARM(\"b\")");
    assert_eq!(message["TriggeringChildren"].as_array().unwrap().len(), 2);
    // Whoever is looked at stays.
    let refusal = world
        .refusal("DeleteAlarms", json!({"AlarmNames": ["a"]}))
        .await;
    assert!(
        refusal.contains("composite alarm(s) depending on it"),
        "{refusal}"
    );
    let children = world
        .ok("DescribeAlarms", json!({"ChildrenOfAlarmName": "both"}))
        .await;
    assert_eq!(children["MetricAlarms"].as_array().unwrap().len(), 2);
    let parents = world
        .ok("DescribeAlarms", json!({"ParentsOfAlarmName": "a"}))
        .await;
    assert_eq!(parents["CompositeAlarms"].as_array().unwrap().len(), 1);
    world
        .ok("DeleteAlarms", json!({"AlarmNames": ["both", "a", "b"]}))
        .await;
}

#[tokio::test(start_paused = true)]
async fn actions_are_held_back() {
    let world = world().await;
    let topic = topic(&world, "told").await;
    children(&world, &["a", "quiet"]).await;
    let more = json!({
        "AlarmActions": [topic], "OKActions": [topic], "ActionsSuppressor": "quiet",
        "ActionsSuppressorWaitPeriod": 60, "ActionsSuppressorExtensionPeriod": 30,
    });
    composite(&world, "held", "ALARM(a)", more).await;
    world.seconds(61).await;
    messages(&world, "told").await;
    // Nobody keeps it quiet: the action comes when the waiting is over.
    set(&world, "a", "ALARM").await;
    assert_eq!(
        shown(&world, "held").await["ActionsSuppressedBy"],
        "WaitPeriod"
    );
    assert!(messages(&world, "told").await.is_empty());
    world.seconds(61).await;
    assert_eq!(messages(&world, "told").await.len(), 1);
    // Kept quiet, and no more to say once it is over.
    set(&world, "quiet", "ALARM").await;
    set(&world, "a", "OK").await;
    set(&world, "a", "ALARM").await;
    assert_eq!(shown(&world, "held").await["ActionsSuppressedBy"], "Alarm");
    set(&world, "quiet", "OK").await;
    assert_eq!(
        shown(&world, "held").await["ActionsSuppressedBy"],
        "ExtensionPeriod"
    );
    world.seconds(31).await;
    assert!(messages(&world, "told").await.is_empty());
    assert!(shown(&world, "held").await["ActionsSuppressedBy"].is_null());
    // Kept quiet, and something to say.
    set(&world, "quiet", "ALARM").await;
    set(&world, "a", "OK").await;
    set(&world, "quiet", "OK").await;
    world.seconds(31).await;
    assert_eq!(messages(&world, "told").await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_circle_of_rules_comes_to_rest() {
    let world = world().await;
    composite(&world, "one", "FALSE", json!({})).await;
    composite(&world, "two", "NOT ALARM(one)", json!({})).await;
    composite(&world, "one", "ALARM(two)", json!({})).await;
    world.seconds(1).await;
    assert!(["OK", "ALARM"].contains(&state(&world, "one").await.as_str()));
}

#[tokio::test(start_paused = true)]
async fn rules_that_are_refused() {
    let world = world().await;
    for (rule, expected) in [
        ("ALARM(gone)", "does not exist"),
        ("ALARM(", "valid expression"),
        ("hot", "valid expression"),
    ] {
        let refusal = world
            .refusal(
                "PutCompositeAlarm",
                json!({"AlarmName": "c", "AlarmRule": rule}),
            )
            .await;
        assert!(refusal.contains(expected), "{rule}: {refusal}");
    }
}
