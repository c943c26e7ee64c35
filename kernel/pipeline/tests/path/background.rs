//! Timers, outbox and workflows under a moved clock.

use crate::probe::{cloud, notes};
use serde_json::json;
use std::time::Duration;

async fn create(cloud: &haneul_testkit::TestCloud, name: &str) {
    cloud
        .root()
        .call("sqs", "CreateQueue", json!({ "QueueName": name }))
        .await
        .unwrap();
}

const MONTH: Duration = Duration::from_secs(30 * 86_400);

#[tokio::test]
async fn a_month_runs_what_falls_due_in_order_at_its_own_time() {
    let cloud = cloud().await;
    let start = cloud.cloud.clock.now().as_second();
    for seconds in [86_400, 5, 3_600] {
        create(&cloud, &format!("after-{seconds}")).await;
    }
    cloud.advance(MONTH).await;
    let due: Vec<String> = notes(&cloud).split_off(3);
    let expected = [5, 3_600, 86_400].map(|s| format!("after-{s} at {}", start + s));
    assert_eq!(due, expected);
    assert_eq!(cloud.cloud.clock.now().as_second(), start + 30 * 86_400);
}

#[tokio::test]
async fn nothing_runs_before_its_time() {
    let cloud = cloud().await;
    create(&cloud, "after-10").await;
    cloud.advance(Duration::from_secs(9)).await;
    assert_eq!(notes(&cloud).len(), 1);
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(notes(&cloud).len(), 2);
    cloud.advance(MONTH).await;
    assert_eq!(notes(&cloud).len(), 2, "a timer runs once");
}

#[tokio::test]
async fn a_timer_that_always_fails_is_given_up_and_seen() {
    let cloud = cloud().await;
    create(&cloud, "fail-x").await;
    cloud.advance(MONTH).await;
    let seen = cloud.cloud.background.seen();
    let (_, failed) = seen.iter().find(|(n, _)| n == "timer sqs/fail").unwrap();
    assert_eq!((failed.runs, failed.failures), (8, 8));
}

#[tokio::test]
async fn the_outbox_delivers_through_the_path_as_the_service() {
    let cloud = cloud().await;
    create(&cloud, "send-CreateQueue").await;
    cloud.advance(Duration::from_secs(1)).await;
    // Nobody's policy lets the service in: it is refused, retried, and its sender told.
    cloud.advance(MONTH).await;
    let expected = ["created send-CreateQueue", "refused AccessDenied after 3"];
    assert_eq!(notes(&cloud), expected);
    let calls = cloud.cloud.calls.recent(&cloud.cloud.store, 10).unwrap();
    let refused: Vec<_> = calls.iter().filter(|c| !c.verdict.allowed).collect();
    assert_eq!(refused.len(), 3);
    assert!(refused.iter().all(|c| c.principal == "sns.amazonaws.com"));
}

#[tokio::test]
async fn a_workflow_runs_its_steps_and_a_failed_one_is_undone_last_first() {
    let cloud = cloud().await;
    create(&cloud, "flow-good").await;
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(notes(&cloud)[1..], ["first done", "second done"]);
    create(&cloud, "flow-bad").await;
    cloud.advance(Duration::from_secs(1)).await;
    let after = &notes(&cloud)[4..];
    assert_eq!(after, ["first done", "second undone", "first undone"]);
}
