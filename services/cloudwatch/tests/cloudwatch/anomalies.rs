//! Anomaly detection: bands, detectors, and alarms that are compared with them.

use crate::cloud::{now, shown, state, world};
use haneul_testkit::{World, text};
use serde_json::{Value as Json, json};

const HOUR: i64 = 3_600;

/// Two weeks up to this hour in steps of ten minutes: a hundred or so from eight to eight, else ten.
async fn weeks(world: &World) -> i64 {
    let end = now(world).div_euclid(HOUR) * HOUR;
    let start = end - 14 * 24 * HOUR + HOUR;
    let mut data = Vec::new();
    for (n, at) in (start..end).step_by(600).enumerate() {
        let hour = at.div_euclid(HOUR).rem_euclid(24);
        let usual = if (8..20).contains(&hour) { 100.0 } else { 10.0 };
        let value = usual + (n % 5) as f64 - 2.0;
        data.push(json!({"MetricName": "visits", "Timestamp": at, "Value": value}));
    }
    for some in data.chunks(1_000) {
        let input = json!({"Namespace": "Mine", "MetricData": some});
        world.ok("PutMetricData", input).await;
    }
    end
}

fn metric() -> Json {
    json!({"Id": "m1", "MetricStat": {
        "Metric": {"Namespace": "Mine", "MetricName": "visits"}, "Period": 600, "Stat": "Average"}})
}

fn band(width: f64) -> Json {
    json!({"Id": "b", "Expression": format!("ANOMALY_DETECTION_BAND(m1, {width})")})
}

/// Upper and lower bound from midnight on: at three o'clock, and at noon.
async fn bounds(world: &World, end: i64, width: f64) -> [(f64, f64); 2] {
    let day = end.div_euclid(24 * HOUR) * 24 * HOUR;
    let mut metric = metric();
    metric["ReturnData"] = json!(false);
    let input = json!({
        "MetricDataQueries": [metric, band(width)], "StartTime": day,
        "EndTime": day + 24 * HOUR, "ScanBy": "TimestampAscending"
    });
    let answer = world.ok("GetMetricData", input).await;
    let results = answer["MetricDataResults"].as_array().unwrap();
    let labels: Vec<String> = results.iter().map(|one| text(&one["Label"])).collect();
    assert_eq!(labels, ["b High", "b Low"]);
    let at = |result: &Json, hour: usize| result["Values"][hour * 6].as_f64().unwrap();
    [3, 12].map(|hour| (at(&results[0], hour), at(&results[1], hour)))
}

#[tokio::test(start_paused = true)]
async fn bands_follow_the_hours_of_the_day() {
    let world = world().await;
    let end = weeks(&world).await;
    let [night, noon] = bounds(&world, end, 2.0).await;
    assert!(
        night.1 < 10.0 && 10.0 < night.0 && night.0 < 30.0,
        "{night:?}"
    );
    assert!(
        noon.1 < 100.0 && 100.0 < noon.0 && noon.1 > 80.0,
        "{noon:?}"
    );
    let [_, wide] = bounds(&world, end, 4.0).await;
    let (one, two) = (noon.0 - noon.1, wide.0 - wide.1);
    assert!((two - 2.0 * one).abs() < 1e-6, "{one} {two}");
}

#[tokio::test(start_paused = true)]
async fn detectors_say_how_it_is_learned() {
    let world = world().await;
    let end = weeks(&world).await;
    let single = json!({"Namespace": "Mine", "MetricName": "visits", "Stat": "Average"});
    let put = json!({"SingleMetricAnomalyDetector": single, "Configuration": {
        // Nine hours ahead, so that three o'clock here is noon there.
        "MetricTimezone": "Asia/Seoul",
        "ExcludedTimeRanges": [{"StartTime": end - 24 * HOUR, "EndTime": end}]}});
    let made = world.ok("PutAnomalyDetector", put).await;
    let id = text(&made["AnomalyDetectorId"]);
    let listed = json!({"Namespace": "Mine", "MetricName": "visits"});
    let listed = world.ok("DescribeAnomalyDetectors", listed).await;
    let found = &listed["AnomalyDetectors"][0];
    assert_eq!(found["AnomalyDetectorId"], id.as_str());
    assert_eq!(found["StateValue"], "TRAINED");
    assert_eq!(found["Configuration"]["MetricTimezone"], "Asia/Seoul");
    assert_eq!(found["SingleMetricAnomalyDetector"]["Stat"], "Average");
    // The bounds stay where they are, since the hours are only called otherwise.
    let [night, noon] = bounds(&world, end, 2.0).await;
    assert!(night.0 < 30.0 && noon.1 > 80.0, "{night:?} {noon:?}");
    // Without any data that count, nothing is expected.
    let all = json!({"SingleMetricAnomalyDetector": single, "Configuration": {
        "ExcludedTimeRanges": [{"StartTime": 0, "EndTime": end + HOUR}]}});
    assert_eq!(
        world.ok("PutAnomalyDetector", all).await["AnomalyDetectorId"],
        id.as_str()
    );
    let input = json!({"MetricDataQueries": [metric(), band(2.0)], "StartTime": end - HOUR,
        "EndTime": end});
    let answer = world.ok("GetMetricData", input).await;
    assert_eq!(answer["MetricDataResults"][1]["Values"], json!([]));
    let named = json!({"AnomalyDetectorId": id});
    world.ok("DeleteAnomalyDetector", named.clone()).await;
    let refusal = world.refusal("DeleteAnomalyDetector", named).await;
    assert!(
        refusal.starts_with("ResourceNotFoundException"),
        "{refusal}"
    );
    for (more, code) in [
        (
            json!({"Configuration": {"MetricTimezone": "Nowhere/City"}}),
            "InvalidParameterValue",
        ),
        (
            json!({"Configuration": {"AdaptationSpeed": "FAST"}}),
            "NotImplemented",
        ),
        (json!({"Namespace": "Mine"}), "InvalidParameterCombination"),
    ] {
        let mut put = more;
        put["SingleMetricAnomalyDetector"] = single.clone();
        let refusal = world.refusal("PutAnomalyDetector", put).await;
        assert!(refusal.starts_with(code), "{refusal}");
    }
}

#[tokio::test(start_paused = true)]
async fn detectors_of_expressions_are_others() {
    let world = world().await;
    let mut metric = metric();
    metric["ReturnData"] = json!(false);
    let math = json!([metric, {"Id": "e1", "Expression": "m1 * 2"}]);
    let put = json!({"MetricMathAnomalyDetector": {"MetricDataQueries": math}});
    let made = world.ok("PutAnomalyDetector", put.clone()).await;
    let listed = world.ok("DescribeAnomalyDetectors", json!({})).await;
    assert_eq!(listed["AnomalyDetectors"], json!([]));
    let types = json!({"AnomalyDetectorTypes": ["METRIC_MATH"]});
    let listed = world.ok("DescribeAnomalyDetectors", types).await;
    let found = &listed["AnomalyDetectors"][0];
    assert_eq!(found["AnomalyDetectorId"], made["AnomalyDetectorId"]);
    assert_eq!(found["StateValue"], "PENDING_TRAINING");
    world.ok("DeleteAnomalyDetector", put).await;
    // A band of a band is none.
    let itself = json!({"Id": "e1", "Expression": "ANOMALY_DETECTION_BAND(e1)"});
    let end = now(&world);
    let input = json!({"MetricDataQueries": [itself], "StartTime": end - HOUR, "EndTime": end});
    let refusal = world.refusal("GetMetricData", input).await;
    assert!(refusal.contains("a band is not a metric"), "{refusal}");
}

fn alarm(comparison: &str) -> Json {
    json!({
        "AlarmName": "strange", "EvaluationPeriods": 1, "ThresholdMetricId": "b",
        "ComparisonOperator": comparison, "TreatMissingData": "ignore",
        "Metrics": [metric(), band(3.0)]
    })
}

async fn visits(world: &World, value: f64) {
    let datum = json!({"MetricName": "visits", "Value": value});
    let input = json!({"Namespace": "Mine", "MetricData": [datum]});
    world.ok("PutMetricData", input).await;
    world.seconds(600).await;
}

#[tokio::test(start_paused = true)]
async fn alarms_see_what_leaves_the_band() {
    let world = world().await;
    weeks(&world).await;
    // To three o'clock in the night.
    let day = 24 * HOUR;
    let at = now(&world);
    let night = (at.div_euclid(day) + 1) * day + 3 * HOUR;
    world.seconds((night - at) as u64).await;
    let input = alarm("LessThanLowerOrGreaterThanUpperThreshold");
    world.ok("PutMetricAlarm", input).await;
    visits(&world, 11.0).await;
    assert_eq!(state(&world, "strange").await, "OK");
    visits(&world, 100.0).await;
    assert_eq!(state(&world, "strange").await, "ALARM");
    let found = shown(&world, "strange").await;
    assert_eq!(found["ThresholdMetricId"], "b");
    assert_eq!(found["Threshold"], Json::Null);
    let reason = text(&found["StateReason"]);
    assert!(
        reason.starts_with("Thresholds Crossed: 1 out of"),
        "{reason}"
    );
    assert!(
        reason.contains("greater than the upper thresholds ["),
        "{reason}"
    );
    let data: Json = serde_json::from_str(&text(&found["StateReasonData"])).unwrap();
    assert!(data["recentUpperThresholds"][0].as_f64().unwrap() < 100.0);
    visits(&world, -50.0).await;
    assert_eq!(state(&world, "strange").await, "ALARM");
    visits(&world, 9.0).await;
    assert_eq!(state(&world, "strange").await, "OK");
    // The alarm has made the detector.
    let listed = world
        .ok("DescribeAnomalyDetectors", json!({"Namespace": "Mine"}))
        .await;
    assert_eq!(listed["AnomalyDetectors"][0]["MetricName"], "visits");
}

#[tokio::test(start_paused = true)]
async fn alarms_that_cannot_be_compared_are_refused() {
    let world = world().await;
    let mut both = alarm("GreaterThanUpperThreshold");
    both["Threshold"] = json!(1.0);
    let mut other = alarm("GreaterThanUpperThreshold");
    other["ThresholdMetricId"] = json!("m1");
    let mut none = alarm("GreaterThanUpperThreshold");
    none.as_object_mut().unwrap().remove("ThresholdMetricId");
    for input in [both, other, none, alarm("GreaterThanThreshold")] {
        let refusal = world.refusal("PutMetricAlarm", input).await;
        assert!(refusal.starts_with("ValidationException"), "{refusal}");
    }
}
