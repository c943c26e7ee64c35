use crate::cloud::{cloud, queue, rule_arn, target};
use serde_json::json;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// Fact EVB-2, with a queue in the place of the function.
#[tokio::test]
async fn evb_2_a_rate_comes_at_each_due_time() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = queue(&root, "q").await;
    let input = json!({"Name": "tick", "ScheduleExpression": "rate(1 minute)"});
    root.call("events", "PutRule", input.clone()).await.unwrap();
    target(&root, "tick", json!({"Id": "1", "Arn": queue.arn})).await;
    cloud.advance(MINUTE - Duration::from_secs(1)).await;
    assert_eq!(queue.bodies().await.len(), 0);
    cloud.advance(Duration::from_secs(1)).await;
    let got = queue.bodies().await;
    assert_eq!(got.len(), 1);
    assert_eq!(got[0]["source"], "aws.events");
    assert_eq!(got[0]["detail-type"], "Scheduled Event");
    assert_eq!(got[0]["resources"], json!([rule_arn("tick")]));
    assert_eq!(got[0]["detail"], json!({}));
    cloud.advance(10 * MINUTE).await;
    assert_eq!(queue.bodies().await.len(), 10);
    // Put again as it is, it goes on.
    cloud.advance(MINUTE / 2).await;
    root.call("events", "PutRule", input).await.unwrap();
    cloud.advance(MINUTE / 2).await;
    assert_eq!(queue.bodies().await.len(), 1);
    root.call("events", "DisableRule", json!({"Name": "tick"}))
        .await
        .unwrap();
    cloud.advance(10 * MINUTE).await;
    assert_eq!(queue.bodies().await.len(), 0);
    root.call("events", "EnableRule", json!({"Name": "tick"}))
        .await
        .unwrap();
    cloud.advance(MINUTE).await;
    assert_eq!(queue.bodies().await.len(), 1);
}

#[tokio::test]
async fn cron_and_a_changed_schedule() {
    let cloud = cloud().await;
    let root = cloud.root();
    let queue = queue(&root, "q").await;
    let put = async |schedule: &str| {
        let input = json!({"Name": "tick", "ScheduleExpression": schedule});
        root.call("events", "PutRule", input).await.unwrap();
    };
    put("cron(0 0 * * ? *)").await;
    target(
        &root,
        "tick",
        json!({"Id": "1", "Arn": queue.arn, "Input": "{\"a\": 1}"}),
    )
    .await;
    cloud.advance(3 * 24 * 60 * MINUTE).await;
    assert_eq!(queue.bodies().await, vec![json!({"a": 1}); 3]);
    // Only the new one comes.
    put("rate(1 hour)").await;
    cloud.advance(24 * 60 * MINUTE).await;
    assert_eq!(queue.bodies().await.len(), 24);
    let gone = json!({"Rule": "tick", "Ids": ["1"]});
    root.call("events", "RemoveTargets", gone).await.unwrap();
    root.call("events", "DeleteRule", json!({"Name": "tick"}))
        .await
        .unwrap();
    cloud.advance(24 * 60 * MINUTE).await;
    assert_eq!(queue.bodies().await.len(), 0);
}
