//! A target that is out of order for a while.

use crate::cloud::{put, queue, rule, target};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Registered, Reply, Service, state};
use haneul_testkit::TestCloud;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Topics that take nothing before so many tries.
struct Broken;

static TRIES: AtomicUsize = AtomicUsize::new(0);
const WELL_AFTER: usize = 30;

impl Service for Broken {
    fn model(&self) -> &'static str {
        "sns"
    }

    fn operations(&self) -> Vec<Registered> {
        vec![Registered {
            name: "Publish",
            handler: state(publish),
        }]
    }

    /// Anybody may.
    fn checks(&self, _: &mut Cx, _: &str, _: &Value) -> Result<Vec<Check>, AwsError> {
        Ok(Vec::new())
    }
}

fn publish(_: &mut Cx, input: Value) -> Result<Reply, AwsError> {
    let never = input
        .str("TopicArn")
        .is_some_and(|arn| arn.ends_with("never"));
    if !never && TRIES.fetch_add(1, Ordering::Relaxed) + 1 >= WELL_AFTER {
        return Ok(Reply::new(Value::Struct(Vec::new())));
    }
    Err(AwsError::new("InternalError", "It is out of order.").status(500))
}

/// Scenario S94: what fails is tried again, and then lies in the dead-letter queue.
#[tokio::test]
async fn s94_failed_deliveries_are_tried_again_then_buried() {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_events::Events),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(Broken),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let root = cloud.root();
    let dead = queue(&root, "dead").await;
    let topic = |name: &str| format!("arn:aws:sns:us-east-1:111122223333:{name}");
    for (name, topic, policy) in [
        ("well", topic("well"), json!({})),
        ("few", topic("never"), json!({"MaximumRetryAttempts": 3})),
        (
            "old",
            topic("never"),
            json!({"MaximumEventAgeInSeconds": 600}),
        ),
    ] {
        rule(&root, name, json!({"source": [name]})).await;
        let letters = json!({"Arn": dead.arn});
        let one =
            json!({"Id": "1", "Arn": topic, "RetryPolicy": policy, "DeadLetterConfig": letters});
        target(&root, name, one).await;
    }
    let letters = async |source: &str, after: u64| {
        put(&root, source, json!({})).await;
        cloud.advance(Duration::from_secs(after)).await;
        let got = dead.messages().await;
        got.into_iter()
            .map(|m| {
                let attribute = |name: &str| m["MessageAttributes"][name]["StringValue"].clone();
                json!([
                    attribute("ERROR_CODE"),
                    attribute("RETRY_ATTEMPTS"),
                    attribute("EXHAUSTED_RETRY_CONDITION")
                ])
            })
            .collect::<Vec<_>>()
    };
    // Two, four and eight seconds between the tries.
    assert_eq!(letters("few", 13).await, Vec::<serde_json::Value>::new());
    assert_eq!(
        letters("none", 2).await,
        [json!(["INTERNAL_ERROR", "3", "MaximumRetryAttempts"])]
    );
    let old = letters("old", 700).await;
    assert_eq!(
        old,
        [json!(["INTERNAL_ERROR", "8", "MaximumEventAgeInSeconds"])]
    );
    // For a day, with pauses of at most eight minutes: thirty tries are made long before.
    assert_eq!(
        letters("well", 6 * 3_600).await,
        Vec::<serde_json::Value>::new()
    );
    assert_eq!(TRIES.load(Ordering::Relaxed), WELL_AFTER);
}
