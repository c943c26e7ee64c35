use crate::cloud::{cloud, queue, rule, rule_arn, target};
use serde_json::json;

#[tokio::test]
async fn a_rule_is_made_shown_changed_and_removed() {
    let cloud = cloud().await;
    let root = cloud.root();
    let pattern = "{\"source\": [\"a\"]}";
    let input = json!({"Name": "r", "EventPattern": pattern, "Description": "d", "Tags": [{"Key": "k", "Value": "v"}]});
    let made = root.call("events", "PutRule", input).await.unwrap();
    assert_eq!(made["RuleArn"], rule_arn("r"));
    let shown = root
        .call("events", "DescribeRule", json!({"Name": "r"}))
        .await
        .unwrap();
    assert_eq!(shown["EventPattern"], pattern);
    assert_eq!(shown["State"], "ENABLED");
    assert_eq!(shown["EventBusName"], "default");
    assert_eq!(shown["Description"], "d");
    root.call("events", "DisableRule", json!({"Name": "r"}))
        .await
        .unwrap();
    let listed = root
        .call("events", "ListRules", json!({"NamePrefix": "r"}))
        .await
        .unwrap();
    assert_eq!(listed["Rules"][0]["State"], "DISABLED");
    root.call("events", "EnableRule", json!({"Name": "r"}))
        .await
        .unwrap();
    let tags = root
        .call(
            "events",
            "ListTagsForResource",
            json!({"ResourceARN": rule_arn("r")}),
        )
        .await;
    assert_eq!(tags.unwrap()["Tags"], json!([{"Key": "k", "Value": "v"}]));
    let queue = queue(&root, "q").await;
    target(&root, "r", json!({"Id": "1", "Arn": queue.arn})).await;
    let by = root
        .call(
            "events",
            "ListRuleNamesByTarget",
            json!({"TargetArn": queue.arn}),
        )
        .await;
    assert_eq!(by.unwrap()["RuleNames"], json!(["r"]));
    let refused = root
        .call("events", "DeleteRule", json!({"Name": "r"}))
        .await
        .unwrap_err();
    assert_eq!(
        refused.message,
        "Rule can't be deleted since it has targets."
    );
    let gone = json!({"Rule": "r", "Ids": ["1", "2"]});
    let removed = root.call("events", "RemoveTargets", gone).await.unwrap();
    assert_eq!(removed["FailedEntryCount"], 1);
    assert_eq!(removed["FailedEntries"][0]["TargetId"], "2");
    root.call("events", "DeleteRule", json!({"Name": "r"}))
        .await
        .unwrap();
    root.call("events", "DeleteRule", json!({"Name": "r"}))
        .await
        .unwrap();
    let missing = root
        .call("events", "DescribeRule", json!({"Name": "r"}))
        .await
        .unwrap_err();
    assert_eq!(missing.code, "ResourceNotFoundException");
    assert_eq!(
        missing.message,
        "Rule r does not exist on EventBus default."
    );
}

#[tokio::test]
async fn rules_that_are_none() {
    let cloud = cloud().await;
    let root = cloud.root();
    root.call("events", "CreateEventBus", json!({"Name": "own"}))
        .await
        .unwrap();
    for (input, message) in [
        (
            json!({"Name": "r"}),
            "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        ),
        (
            json!({"Name": "r", "EventPattern": "{}"}),
            "Event pattern is not valid. Reason: Empty objects are not allowed\n at [Source: (String)\"{}\"; line: 1, column: 3]",
        ),
        (
            json!({"Name": "r", "ScheduleExpression": "rate(1 minutes)"}),
            "Parameter ScheduleExpression is not valid.",
        ),
        (
            json!({"Name": "r", "EventBusName": "own", "ScheduleExpression": "rate(1 minute)"}),
            "ScheduleExpression is supported only on the default event bus.",
        ),
        (
            json!({"Name": "r", "EventBusName": "none", "EventPattern": "{\"a\": [1]}"}),
            "Event bus none does not exist.",
        ),
    ] {
        let error = root.call("events", "PutRule", input).await.unwrap_err();
        assert_eq!(error.message, message);
    }
    let all = json!({"Name": "r", "EventPattern": "{\"a\": [1]}", "State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"});
    assert_eq!(
        root.refusal("events", "PutRule", all).await,
        "NotImplemented"
    );
}

#[tokio::test]
async fn there_are_at_most_three_hundred_rules_and_five_targets() {
    let cloud = cloud().await;
    let root = cloud.root();
    for number in 0..300 {
        rule(&root, &format!("r{number}"), json!({"source": ["a"]})).await;
    }
    let more = json!({"Name": "more", "EventPattern": "{\"a\": [1]}"});
    assert_eq!(
        root.refusal("events", "PutRule", more).await,
        "LimitExceededException"
    );
    // One that is there is changed.
    rule(&root, "r7", json!({"source": ["b"]})).await;
    let queue = queue(&root, "q").await;
    let targets: Vec<_> = (0..6)
        .map(|n| json!({"Id": n.to_string(), "Arn": queue.arn}))
        .collect();
    let input = json!({"Rule": "r7", "Targets": targets});
    let error = root.call("events", "PutTargets", input).await.unwrap_err();
    assert_eq!(
        error.message,
        "The requested resource exceeds the maximum number allowed."
    );
    let none = root
        .call("events", "ListTargetsByRule", json!({"Rule": "r7"}))
        .await
        .unwrap();
    assert_eq!(none["Targets"], json!([]));
}

#[tokio::test]
async fn patterns_are_tried_out() {
    let cloud = cloud().await;
    let root = cloud.root();
    let event = json!({
        "id": "1", "detail-type": "x", "source": "shop", "account": "1", "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1", "resources": [], "detail": {"n": 5},
    });
    for (pattern, matches) in [
        ("{\"detail\": {\"n\": [5]}}", true),
        ("{\"source\": [\"x\"]}", false),
    ] {
        let input = json!({"EventPattern": pattern, "Event": event.to_string()});
        let answer = root
            .call("events", "TestEventPattern", input)
            .await
            .unwrap();
        assert_eq!(answer["Result"], matches);
    }
    let bad = json!({"EventPattern": "{\"source\": \"x\"}", "Event": event.to_string()});
    assert_eq!(
        root.refusal("events", "TestEventPattern", bad).await,
        "InvalidEventPatternException"
    );
    let bad = json!({"EventPattern": "{\"source\": [\"x\"]}", "Event": "[]"});
    assert_eq!(
        root.refusal("events", "TestEventPattern", bad).await,
        "ValidationException"
    );
}
