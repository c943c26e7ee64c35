//! How many secrets there are.

use crate::cloud::{days, made, world};
use haneul_testkit::metrics::measured;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn cwt_4_secrets_are_counted_each_hour() {
    let world = world().await;
    for name in ["a", "b", "c"] {
        made(&world, name, "x").await;
    }
    // One that waits for its deletion is one, too.
    let gone = json!({"SecretId": "c", "RecoveryWindowInDays": 7});
    world.ok("DeleteSecret", gone).await;
    let of = [
        ("Class", "None"),
        ("Resource", "SecretCount"),
        ("Service", "Secrets Manager"),
        ("Type", "Resource"),
    ];
    let seen = async || {
        measured(&world.cloud, 1, "AWS/SecretsManager", "ResourceCount", &of)
            .await
            .most
    };
    world.seconds(3_600).await;
    assert_eq!(seen().await, 3.0);
    days(&world, 8).await;
    assert_eq!(seen().await, 2.0);
}
