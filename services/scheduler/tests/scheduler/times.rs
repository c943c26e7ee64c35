use crate::cloud::{cloud, messages, queue, tick};
use serde_json::json;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// Fact EVB-2, with a queue in the place of the function.
#[tokio::test]
async fn evb_2_a_rate_comes_at_once_and_again_and_again() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = queue(&root, "q").await;
    root.call(
        "scheduler",
        "CreateSchedule",
        tick("s", "rate(1 minute)", &arn, json!({})),
    )
    .await
    .unwrap();
    cloud.advance(Duration::ZERO).await;
    let got = messages(&root, "q").await;
    assert_eq!(got.len(), 1);
    assert_eq!(got[0]["Body"], "{\"tick\": 1}");
    cloud.advance(10 * MINUTE).await;
    assert_eq!(messages(&root, "q").await.len(), 10);
    // Off, and on again.
    for (state, count) in [("DISABLED", 0), ("ENABLED", 5)] {
        let input = tick("s", "rate(1 minute)", &arn, json!({"State": state}));
        root.call("scheduler", "UpdateSchedule", input)
            .await
            .unwrap();
        cloud.advance(Duration::ZERO).await;
        messages(&root, "q").await;
        cloud.advance(5 * MINUTE).await;
        assert_eq!(messages(&root, "q").await.len(), count, "{state}");
    }
}

#[tokio::test]
async fn between_a_start_and_an_end() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = queue(&root, "q").await;
    let now = cloud.cloud.clock.now().as_second();
    let more = json!({"StartDate": now + 3_600, "EndDate": now + 3_600 + 600, "ActionAfterCompletion": "DELETE"});
    root.call(
        "scheduler",
        "CreateSchedule",
        tick("s", "rate(5 minutes)", &arn, more),
    )
    .await
    .unwrap();
    cloud.advance(59 * MINUTE).await;
    assert_eq!(messages(&root, "q").await.len(), 0);
    cloud.advance(MINUTE * 2).await;
    assert_eq!(messages(&root, "q").await.len(), 1);
    cloud.advance(DAY).await;
    assert_eq!(messages(&root, "q").await.len(), 2);
    assert_eq!(
        root.refusal("scheduler", "GetSchedule", json!({"Name": "s"}))
            .await,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn once_in_a_time_zone() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = queue(&root, "q").await;
    let at = cloud
        .cloud
        .clock
        .now()
        .to_zoned(haneul_schedule::zone("Asia/Seoul").unwrap());
    let at = at.datetime().date().tomorrow().unwrap().at(9, 0, 0, 0);
    for (name, action) in [("kept", "NONE"), ("gone", "DELETE")] {
        let more =
            json!({"ScheduleExpressionTimezone": "Asia/Seoul", "ActionAfterCompletion": action});
        let input = tick(name, &format!("at({at})"), &arn, more);
        root.call("scheduler", "CreateSchedule", input)
            .await
            .unwrap();
    }
    let wanted = at
        .to_zoned(haneul_schedule::zone("Asia/Seoul").unwrap())
        .unwrap()
        .timestamp();
    let left = wanted.duration_since(cloud.cloud.clock.now()).as_secs() as u64;
    cloud.advance(Duration::from_secs(left - 1)).await;
    assert_eq!(messages(&root, "q").await.len(), 0);
    cloud.advance(Duration::from_secs(2)).await;
    assert_eq!(messages(&root, "q").await.len(), 2);
    cloud.advance(7 * DAY).await;
    assert_eq!(messages(&root, "q").await.len(), 0);
    root.call("scheduler", "GetSchedule", json!({"Name": "kept"}))
        .await
        .unwrap();
    assert_eq!(
        root.refusal("scheduler", "GetSchedule", json!({"Name": "gone"}))
            .await,
        "ResourceNotFoundException"
    );
}

/// Somewhere in its window, each time, and never outside of it.
#[tokio::test]
async fn within_a_window() {
    let cloud = cloud().await;
    let root = cloud.root();
    let arn = queue(&root, "q").await;
    let window = json!({"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 30}});
    let begin = cloud.cloud.clock.now();
    root.call(
        "scheduler",
        "CreateSchedule",
        tick("s", "rate(1 hour)", &arn, window),
    )
    .await
    .unwrap();
    let mut offsets = Vec::new();
    for hour in 0..24 {
        cloud.advance(30 * MINUTE).await;
        let got = messages(&root, "q").await;
        assert_eq!(got.len(), 1, "hour {hour}");
        let sent: i64 = got[0]["Attributes"]["SentTimestamp"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        offsets.push((sent - begin.as_millisecond()) / 1_000 - hour * 3_600);
        cloud.advance(30 * MINUTE).await;
        // The next one may come on the hour.
        assert_eq!(messages(&root, "q").await.len(), 0, "hour {hour}");
    }
    assert!(
        offsets.iter().all(|offset| (0..1_800).contains(offset)),
        "{offsets:?}"
    );
    offsets.dedup();
    assert!(offsets.len() > 12, "{offsets:?}");
}
