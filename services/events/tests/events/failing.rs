use crate::cloud::{cloud, put, queue, rule, rule_arn, shut_queue, target};
use serde_json::json;
use std::time::Duration;

/// What is refused for good goes to the dead-letter queue at once, with why.
#[tokio::test]
async fn s94_what_is_refused_lies_in_the_dead_letter_queue() {
    let cloud = cloud().await;
    let root = cloud.root();
    let (shut, dead) = (shut_queue(&root, "shut").await, queue(&root, "dead").await);
    rule(&root, "r", json!({"source": ["shop"]})).await;
    let letters = json!({"Arn": dead.arn});
    let gone = "arn:aws:sqs:us-east-1:111122223333:gone";
    target(
        &root,
        "r",
        json!({"Id": "1", "Arn": shut.arn, "DeadLetterConfig": letters}),
    )
    .await;
    target(
        &root,
        "r",
        json!({"Id": "2", "Arn": gone, "DeadLetterConfig": letters}),
    )
    .await;
    put(&root, "shop", json!({"n": 1})).await;
    cloud.advance(Duration::from_secs(1)).await;
    let mut got = dead.messages().await;
    assert_eq!(got.len(), 2);
    got.sort_by_key(|m| m["MessageAttributes"]["TARGET_ARN"]["StringValue"].to_string());
    for (message, arn, code) in [
        (&got[0], gone, "NO_RESOURCE"),
        (&got[1], &shut.arn, "NO_PERMISSIONS"),
    ] {
        let attribute = |name: &str| message["MessageAttributes"][name]["StringValue"].clone();
        assert_eq!(attribute("RULE_ARN"), rule_arn("r"));
        assert_eq!(attribute("TARGET_ARN"), arn);
        // Another account's queue and a missing one look the same to a service.
        assert!(
            [json!(code), json!("NO_PERMISSIONS")].contains(&attribute("ERROR_CODE")),
            "{message}"
        );
        assert_eq!(attribute("RETRY_ATTEMPTS"), "0");
        assert_eq!(attribute("EXHAUSTED_RETRY_CONDITION"), json!(null));
        assert!(!attribute("ERROR_MESSAGE").as_str().unwrap().is_empty());
        let body: serde_json::Value =
            serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
        assert_eq!(body["detail"], json!({"n": 1}));
    }
    assert_eq!(shut.messages().await.len(), 0);
}

/// A template that makes no JSON of an event.
#[tokio::test]
async fn what_cannot_be_said_lies_there_too() {
    let cloud = cloud().await;
    let root = cloud.root();
    let (to, dead) = (queue(&root, "to").await, queue(&root, "dead").await);
    rule(&root, "r", json!({"source": ["shop"]})).await;
    let transformer =
        json!({"InputPathsMap": {"x": "$.detail.x"}, "InputTemplate": "{\"x\": <x>}"});
    target(&root, "r", json!({
        "Id": "1", "Arn": to.arn, "InputTransformer": transformer, "DeadLetterConfig": {"Arn": dead.arn},
    }))
    .await;
    put(&root, "shop", json!({"x": 1})).await;
    put(&root, "shop", json!({})).await;
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(to.bodies().await, [json!({"x": 1})]);
    let got = dead.messages().await;
    assert_eq!(got.len(), 1);
    assert_eq!(
        got[0]["MessageAttributes"]["ERROR_CODE"]["StringValue"],
        "INVALID_JSON"
    );
}
