//! How many days are left.

use crate::cloud::{Own, now, world};
use haneul_testkit::metrics::measured;
use haneul_testkit::text;
use serde_json::json;

const AWS: &str = "AWS/CertificateManager";

#[tokio::test(start_paused = true)]
async fn cwt_4_days_to_expiry_come_twice_a_day_until_there_are_none() {
    let world = world().await;
    let own = Own::make(1, "own.example", 6, None, now(&world));
    let arn = text(&world.ok("ImportCertificate", own.import()).await["CertificateArn"]);
    let of = [("CertificateArn", arn.as_str())];
    world.seconds(1).await;
    let seen = measured(&world.cloud, 1, AWS, "DaysToExpiry", &of).await;
    assert_eq!((seen.samples, seen.least), (1.0, 5.0));
    let alarm = json!({
        "AlarmName": "ends", "Namespace": AWS, "MetricName": "DaysToExpiry",
        "Dimensions": [{"Name": "CertificateArn", "Value": arn}], "Statistic": "Minimum",
        "Period": 86_400, "EvaluationPeriods": 1, "Threshold": 3.0,
        "ComparisonOperator": "LessThanThreshold",
    });
    let root = &world.client;
    root.must("cloudwatch", "PutMetricAlarm", alarm).await;
    let state = async || {
        let shown = root.must("cloudwatch", "DescribeAlarms", json!({})).await;
        text(&shown["MetricAlarms"][0]["StateValue"])
    };
    world.seconds(2 * 86_400).await;
    let seen = measured(&world.cloud, 72, AWS, "DaysToExpiry", &of).await;
    assert_eq!((seen.samples, seen.least, seen.most), (5.0, 3.0, 5.0));
    assert_eq!(state().await, "OK");
    world.seconds(2 * 86_400).await;
    assert_eq!(state().await, "ALARM");
    root.must(
        "cloudwatch",
        "DeleteAlarms",
        json!({"AlarmNames": ["ends"]}),
    )
    .await;
    world.seconds(4 * 86_400).await;
    let seen = measured(&world.cloud, 12 * 24, AWS, "DaysToExpiry", &of).await;
    assert_eq!((seen.samples, seen.least), (12.0, 0.0));
}

#[tokio::test(start_paused = true)]
async fn what_is_imported_again_or_deleted_is_told_of_once_or_not_at_all() {
    let world = world().await;
    let own = Own::make(1, "own.example", 30, None, now(&world));
    let arn = text(&world.ok("ImportCertificate", own.import()).await["CertificateArn"]);
    let longer = Own::make(2, "own.example", 300, None, now(&world));
    let mut again = longer.import();
    again["CertificateArn"] = json!(arn);
    world.ok("ImportCertificate", again).await;
    world.seconds(60).await;
    let of = [("CertificateArn", arn.as_str())];
    let seen = measured(&world.cloud, 1, AWS, "DaysToExpiry", &of).await;
    assert_eq!((seen.samples, seen.most), (1.0, 299.0));
    world
        .ok("DeleteCertificate", json!({"CertificateArn": arn}))
        .await;
    world.seconds(2 * 86_400).await;
    let seen = measured(&world.cloud, 72, AWS, "DaysToExpiry", &of).await;
    assert_eq!(seen.samples, 1.0);
}
