use crate::cloud::{cloud, put, queue, rule, target};
use haneul_pipeline::Caller;
use haneul_testkit::ACCOUNT;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn the_default_bus_is_always_there() {
    let cloud = cloud().await;
    let root = cloud.root_of("444455556666").in_region("eu-west-1");
    let bus = root
        .call("events", "DescribeEventBus", json!({}))
        .await
        .unwrap();
    assert_eq!(bus["Name"], "default");
    assert_eq!(
        bus["Arn"],
        "arn:aws:events:eu-west-1:444455556666:event-bus/default"
    );
    let refused = root
        .call("events", "DeleteEventBus", json!({"Name": "default"}))
        .await;
    assert_eq!(
        refused.unwrap_err().message,
        "Cannot delete event bus default."
    );
    let again = root
        .call("events", "CreateEventBus", json!({"Name": "default"}))
        .await;
    assert_eq!(again.unwrap_err().code, "ResourceAlreadyExistsException");
}

#[tokio::test]
async fn custom_buses() {
    let cloud = cloud().await;
    let root = cloud.root();
    let input = json!({"Name": "shop", "Description": "d", "Tags": [{"Key": "k", "Value": "v"}]});
    let made = root.call("events", "CreateEventBus", input).await.unwrap();
    let arn = made["EventBusArn"].as_str().unwrap();
    let tags = root
        .call("events", "ListTagsForResource", json!({"ResourceARN": arn}))
        .await;
    assert_eq!(tags.unwrap()["Tags"], json!([{"Key": "k", "Value": "v"}]));
    let all = root
        .call("events", "ListEventBuses", json!({"Limit": 1}))
        .await
        .unwrap();
    assert_eq!(all["EventBuses"][0]["Name"], "default");
    let rest = json!({"NextToken": all["NextToken"]});
    let rest = root.call("events", "ListEventBuses", rest).await.unwrap();
    assert_eq!(rest["EventBuses"][0]["Name"], "shop");
    assert_eq!(rest["NextToken"], json!(null));
    // With rules it stays.
    let input =
        json!({"Name": "r", "EventBusName": "shop", "EventPattern": "{\"source\": [\"a\"]}"});
    let ruled = root.call("events", "PutRule", input).await.unwrap();
    assert_eq!(
        ruled["RuleArn"],
        format!("arn:aws:events:us-east-1:{ACCOUNT}:rule/shop/r")
    );
    assert_eq!(
        root.refusal("events", "DeleteEventBus", json!({"Name": "shop"}))
            .await,
        "ValidationException"
    );
    let gone = json!({"Name": "r", "EventBusName": "shop"});
    root.call("events", "DeleteRule", gone).await.unwrap();
    root.call("events", "DeleteEventBus", json!({"Name": "shop"}))
        .await
        .unwrap();
    let missing = root
        .call("events", "DescribeEventBus", json!({"Name": "shop"}))
        .await;
    assert_eq!(
        missing.unwrap_err().message,
        "Event bus shop does not exist."
    );
    for (name, code) in [
        ("a/b", "ValidationException"),
        ("aws.partner/x/y", "NotImplemented"),
    ] {
        assert_eq!(
            root.refusal("events", "CreateEventBus", json!({"Name": name}))
                .await,
            code
        );
    }
}

#[tokio::test]
async fn another_account_puts_by_the_policy_of_the_bus() {
    let cloud = cloud().await;
    let (root, other) = (cloud.root(), cloud.root_of("444455556666"));
    let there = queue(&root, "there").await;
    rule(&root, "all", json!({"source": ["shop"]})).await;
    target(&root, "all", json!({"Id": "1", "Arn": there.arn})).await;
    let bus = format!("arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default");
    let input = json!({"Entries": [{"Source": "shop", "DetailType": "x", "Detail": "{}", "EventBusName": bus}]});
    assert_eq!(
        other.refusal("events", "PutEvents", input.clone()).await,
        "AccessDeniedException"
    );
    let grant =
        json!({"Action": "events:PutEvents", "Principal": "444455556666", "StatementId": "in"});
    root.call("events", "PutPermission", grant).await.unwrap();
    other
        .call("events", "PutEvents", input.clone())
        .await
        .unwrap();
    cloud.advance(Duration::ZERO).await;
    let got = there.bodies().await;
    assert_eq!(got.len(), 1);
    assert_eq!(got[0]["account"], "444455556666");
    let shown = root
        .call("events", "DescribeEventBus", json!({}))
        .await
        .unwrap();
    assert!(shown["Policy"].as_str().unwrap().contains("\"Sid\":\"in\""));
    root.call("events", "RemovePermission", json!({"StatementId": "in"}))
        .await
        .unwrap();
    assert_eq!(
        other.refusal("events", "PutEvents", input).await,
        "AccessDeniedException"
    );
    let missing = root
        .refusal("events", "RemovePermission", json!({"StatementId": "in"}))
        .await;
    assert_eq!(missing, "ResourceNotFoundException");
}

#[tokio::test]
async fn events_go_on_to_another_account_and_no_further() {
    let cloud = cloud().await;
    let accounts = ["111122223333", "444455556666", "777788889999"];
    let bus = |account: &str, region: &str| {
        format!("arn:aws:events:{region}:{account}:event-bus/default")
    };
    let mut queues = Vec::new();
    for account in accounts {
        let root = cloud.root_of(account);
        let queue = queue(&root, "own").await;
        rule(&root, "on", json!({"source": ["shop"]})).await;
        target(&root, "on", json!({"Id": "own", "Arn": queue.arn})).await;
        let open = json!({"Action": "events:PutEvents", "Principal": "*", "StatementId": "all"});
        root.call("events", "PutPermission", open).await.unwrap();
        queues.push(queue);
    }
    for (from, to) in [(0, 1), (1, 2)] {
        let root = cloud.root_of(accounts[from]);
        target(
            &root,
            "on",
            json!({"Id": "next", "Arn": bus(accounts[to], "us-east-1")}),
        )
        .await;
    }
    put(&cloud.root(), "shop", json!({"n": 1})).await;
    cloud.advance(Duration::from_secs(1)).await;
    let (first, second) = (queues[0].bodies().await, queues[1].bodies().await);
    assert_eq!(first.len(), 1);
    assert_eq!(first, second);
    assert_eq!(queues[2].bodies().await.len(), 0);
}

#[tokio::test]
async fn events_go_on_to_another_region() {
    let cloud = cloud().await;
    let here = cloud.root();
    let there = here.in_region("eu-west-1");
    let far = queue(&there, "far").await;
    rule(&there, "all", json!({"source": ["shop"]})).await;
    target(&there, "all", json!({"Id": "1", "Arn": far.arn})).await;
    rule(&here, "on", json!({"source": ["shop"]})).await;
    let bus = format!("arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/default");
    target(&here, "on", json!({"Id": "1", "Arn": bus})).await;
    put(&here, "shop", json!({})).await;
    cloud.advance(Duration::from_secs(1)).await;
    let got = far.bodies().await;
    assert_eq!(got.len(), 1);
    assert_eq!(got[0]["region"], "us-east-1");
}

/// Buses that send to each other, and one that sends to itself.
#[tokio::test]
async fn circles_come_to_an_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let (all, dead) = (queue(&root, "all").await, queue(&root, "dead").await);
    root.call("events", "CreateEventBus", json!({"Name": "b"}))
        .await
        .unwrap();
    let bus = |name: &str| format!("arn:aws:events:us-east-1:{ACCOUNT}:event-bus/{name}");
    for (on, to) in [("default", "b"), ("b", "default")] {
        let input =
            json!({"Name": "on", "EventBusName": on, "EventPattern": "{\"source\": [\"shop\"]}"});
        root.call("events", "PutRule", input).await.unwrap();
        let letters = json!({"Arn": dead.arn});
        let targets = json!([{"Id": "bus", "Arn": bus(to), "DeadLetterConfig": letters}, {"Id": "all", "Arn": all.arn}]);
        let input = json!({"Rule": "on", "EventBusName": on, "Targets": targets});
        root.call("events", "PutTargets", input).await.unwrap();
    }
    put(&root, "shop", json!({})).await;
    cloud.advance(Duration::from_secs(60)).await;
    assert_eq!(all.messages().await.len(), 3);
    let got = dead.messages().await;
    assert_eq!(got.len(), 1);
    assert_eq!(
        got[0]["MessageAttributes"]["ERROR_CODE"]["StringValue"],
        "EVENT_LOOP_DETECTED"
    );
}

/// The same account number in another partition is another account, and nobody puts into another
/// Region.
#[tokio::test]
async fn partitions_and_regions_are_apart() {
    let cloud = cloud().await;
    let root = cloud.root();
    let mut abroad = cloud.root();
    abroad.caller = Caller::root("aws-cn", ACCOUNT, "AKIAABROAD");
    abroad.region = "cn-north-1".to_owned();
    let there = queue(&root, "there").await;
    rule(&root, "all", json!({"source": ["shop"]})).await;
    target(&root, "all", json!({"Id": "1", "Arn": there.arn})).await;
    let bus = format!("arn:aws:events:us-east-1:{ACCOUNT}:event-bus/default");
    let input = json!({"Entries": [{"Source": "shop", "DetailType": "x", "Detail": "{}", "EventBusName": bus}]});
    for client in [&abroad, &root.in_region("eu-west-1")] {
        client
            .call("events", "PutEvents", input.clone())
            .await
            .unwrap();
    }
    let tag = json!({"ResourceARN": bus, "Tags": [{"Key": "a", "Value": "b"}]});
    assert_eq!(
        abroad.refusal("events", "TagResource", tag).await,
        "ResourceNotFoundException"
    );
    cloud.advance(Duration::ZERO).await;
    assert_eq!(there.bodies().await.len(), 0);
}
