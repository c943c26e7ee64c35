use crate::cloud::{cloud, put, queue, rule, shut_queue, target};
use serde_json::json;
use std::time::Duration;

/// Facts EVB-1: events come in, rules match them, targets are told.
#[tokio::test]
async fn evb_1_what_matches_is_told_and_nothing_else() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = queue(&root, "q").await;
    rule(
        &root,
        "r",
        json!({"source": ["shop"], "detail": {"n": [{"numeric": [">", 5]}]}}),
    )
    .await;
    target(&root, "r", json!({"Id": "1", "Arn": queue.arn})).await;
    let answer = put(&root, "shop", json!({"n": 7})).await;
    let id = answer["Entries"][0]["EventId"].clone();
    put(&root, "shop", json!({"n": 3})).await;
    put(&root, "other", json!({"n": 7})).await;
    cloud.advance(Duration::ZERO).await;
    let got = queue.bodies().await;
    let now = cloud
        .cloud
        .clock
        .now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string();
    assert_eq!(
        got,
        [json!({
            "version": "0", "id": id, "detail-type": "thing", "source": "shop",
            "account": "111122223333", "time": now, "region": "us-east-1", "resources": [],
            "detail": {"n": 7},
        })]
    );
    // A rule that is off tells nothing.
    root.call("events", "DisableRule", json!({"Name": "r"}))
        .await
        .unwrap();
    put(&root, "shop", json!({"n": 7})).await;
    cloud.advance(Duration::ZERO).await;
    assert_eq!(queue.bodies().await.len(), 0);
}

#[tokio::test]
async fn entries_fail_by_themselves() {
    let cloud = cloud().await;
    let root = cloud.root();
    let input = json!({"Entries": [
        {"Source": "a", "DetailType": "t", "Detail": "{}"},
        {"DetailType": "t", "Detail": "{}"},
        {"Source": "a", "Detail": "{}"},
        {"Source": "a", "DetailType": "t"},
        {"Source": "a", "DetailType": "t", "Detail": "[]"},
        {"Source": "aws.ec2", "DetailType": "t", "Detail": "{}"},
        {"Source": "a", "DetailType": "t", "Detail": "{}", "EventBusName": "nowhere"},
    ]});
    let answer = root.call("events", "PutEvents", input).await.unwrap();
    assert_eq!(answer["FailedEntryCount"], 5);
    let codes: Vec<_> = answer["Entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["ErrorCode"].as_str())
        .collect();
    let bad = Some("InvalidArgument");
    assert_eq!(
        codes,
        [
            None,
            bad,
            bad,
            bad,
            Some("MalformedDetail"),
            Some("NotAuthorizedForSourceException"),
            None
        ]
    );
    assert_eq!(
        answer["Entries"][1]["ErrorMessage"],
        "Parameter Source is not valid. Reason: Source is a required argument."
    );
    let eleven = vec![json!({"Source": "a", "DetailType": "t", "Detail": "{}"}); 11];
    assert_eq!(
        root.refusal("events", "PutEvents", json!({"Entries": eleven}))
            .await,
        "ValidationException"
    );
    let large = json!({"x": "x".repeat(1 << 20)}).to_string();
    let large = json!({"Entries": [{"Source": "a", "DetailType": "t", "Detail": large}]});
    let error = root.call("events", "PutEvents", large).await.unwrap_err();
    assert_eq!(
        error.message,
        "Total size of the entries in the request is over the limit."
    );
    let global = json!({"EndpointId": "a.b", "Entries": [{"Source": "a", "DetailType": "t", "Detail": "{}"}]});
    assert_eq!(
        root.refusal("events", "PutEvents", global).await,
        "NotImplemented"
    );
}

#[tokio::test]
async fn a_trace_header_goes_along() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = queue(&root, "q").await;
    rule(&root, "r", json!({"source": ["shop"]})).await;
    target(&root, "r", json!({"Id": "1", "Arn": queue.arn})).await;
    let trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    let entry = json!({"Source": "shop", "DetailType": "t", "Detail": "{}", "TraceHeader": trace, "Time": 1_700_000_000});
    root.call("events", "PutEvents", json!({"Entries": [entry]}))
        .await
        .unwrap();
    cloud.advance(Duration::ZERO).await;
    let got = queue.messages().await;
    assert_eq!(got[0]["Attributes"]["AWSTraceHeader"], trace);
    assert!(
        got[0]["Body"]
            .as_str()
            .unwrap()
            .contains("\"time\":\"2023-11-14T22:13:20Z\"")
    );
}

/// The queue's policy may ask whose rule it is.
#[tokio::test]
async fn a_target_asks_for_the_rule_it_is_told_by() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = shut_queue(&root, "q").await;
    let allow = |arn: &str| {
        json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage", "Resource": queue.arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": arn}, "StringEquals": {"aws:SourceAccount": "111122223333"}},
        }})
    };
    for name in ["good", "bad"] {
        rule(&root, name, json!({"source": [name]})).await;
        target(&root, name, json!({"Id": "1", "Arn": queue.arn})).await;
    }
    let policy = allow(&crate::cloud::rule_arn("good")).to_string();
    let input = json!({"QueueUrl": queue.url, "Attributes": {"Policy": policy}});
    root.call("sqs", "SetQueueAttributes", input).await.unwrap();
    put(&root, "good", json!({})).await;
    put(&root, "bad", json!({})).await;
    cloud.advance(Duration::from_secs(86_400)).await;
    let got = queue.bodies().await;
    assert_eq!(got.len(), 1);
    assert_eq!(got[0]["source"], "good");
}
