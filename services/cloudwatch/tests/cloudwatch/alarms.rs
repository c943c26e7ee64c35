//! Alarms on the cloud's clock.

use crate::cloud::{alarm, messages, put, shown, state, topic, world};
use haneul_testkit::World;
use serde_json::{Value as Json, json};

#[tokio::test(start_paused = true)]
async fn cwt_2_an_alarm_follows_its_metric() {
    let world = world().await;
    let topic = topic(&world, "told").await;
    alarm(
        &world,
        "hot",
        json!({"AlarmActions": [topic], "OKActions": [topic], "AlarmDescription": "too hot"}),
    )
    .await;
    assert_eq!(state(&world, "hot").await, "INSUFFICIENT_DATA");
    put(&world, "cpu", 1.0).await;
    world.seconds(70).await;
    assert_eq!(state(&world, "hot").await, "OK");
    put(&world, "cpu", 99.0).await;
    world.seconds(60).await;
    assert_eq!(state(&world, "hot").await, "ALARM");
    let reason = shown(&world, "hot").await;
    let reason = reason["StateReason"].as_str().unwrap();
    assert!(
        reason.starts_with("Threshold Crossed: 1 out of the last 1 datapoints [99.0 ("),
        "{reason}"
    );
    assert!(reason.ends_with(")] was greater than the threshold (10.0) (minimum 1 datapoint for OK -> ALARM transition)."), "{reason}");
    // Once for each change, and not for each look.
    let told = messages(&world, "told").await;
    let told: Vec<Json> = told
        .iter()
        .map(|m| serde_json::from_str(m["Message"].as_str().unwrap()).unwrap())
        .collect();
    let states: Vec<_> = told
        .iter()
        .map(|m| m["NewStateValue"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["OK", "ALARM"]);
    let last = &told[1];
    assert_eq!(last["AlarmName"], "hot");
    assert_eq!(last["AlarmDescription"], "too hot");
    assert_eq!(last["OldStateValue"], "OK");
    assert_eq!(last["Region"], "US East (N. Virginia)");
    assert_eq!(
        last["AlarmArn"],
        "arn:aws:cloudwatch:us-east-1:111122223333:alarm:hot"
    );
    assert_eq!(
        last["Trigger"],
        json!({
            "MetricName": "cpu", "Namespace": "Mine", "StatisticType": "Statistic",
            "Statistic": "AVERAGE", "Unit": null, "Dimensions": [], "Period": 60,
            "EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 10.0, "TreatMissingData": "", "EvaluateLowSampleCountPercentile": "",
        })
    );
    // Without data it does not know for long.
    world.seconds(300).await;
    assert_eq!(state(&world, "hot").await, "INSUFFICIENT_DATA");
    // It waits without a timer, and is woken by data.
    world.seconds(7 * 86_400).await;
    put(&world, "cpu", 50.0).await;
    world.seconds(70).await;
    assert_eq!(state(&world, "hot").await, "ALARM");
}

#[tokio::test(start_paused = true)]
async fn cwt_2_m_of_n_and_missing_data() {
    let world = world().await;
    for (name, missing) in [
        ("b", "breaching"),
        ("n", "notBreaching"),
        ("i", "ignore"),
        ("m", "missing"),
    ] {
        alarm(
            &world,
            name,
            json!({"EvaluationPeriods": 3, "DatapointsToAlarm": 2, "TreatMissingData": missing}),
        )
        .await;
    }
    world.seconds(70).await;
    let all = async |world: &World| {
        let mut all = Vec::new();
        for name in ["b", "n", "i", "m"] {
            all.push(state(world, name).await);
        }
        all.join(" ")
    };
    assert_eq!(
        all(&world).await,
        "ALARM OK INSUFFICIENT_DATA INSUFFICIENT_DATA"
    );
    for value in [1.0, 1.0, 1.0] {
        put(&world, "cpu", value).await;
        world.seconds(60).await;
    }
    assert_eq!(all(&world).await, "OK OK OK OK");
    for value in [99.0, 1.0, 99.0] {
        put(&world, "cpu", value).await;
        world.seconds(60).await;
    }
    assert_eq!(all(&world).await, "ALARM ALARM ALARM ALARM");
    world.seconds(600).await;
    assert_eq!(all(&world).await, "ALARM OK OK INSUFFICIENT_DATA");
}

#[tokio::test(start_paused = true)]
async fn an_alarm_over_an_expression() {
    let world = world().await;
    let stat = |name: &str| json!({"Period": 60, "Stat": "Sum", "Metric": {"Namespace": "Mine", "MetricName": name}});
    let input = json!({
        "AlarmName": "rate", "EvaluationPeriods": 1, "Threshold": 50.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Metrics": [
            {"Id": "errors", "MetricStat": stat("errors"), "ReturnData": false},
            {"Id": "calls", "MetricStat": stat("calls"), "ReturnData": false},
            {"Id": "rate", "Expression": "100 * errors / calls", "Label": "rate"},
        ],
    });
    world.ok("PutMetricAlarm", input).await;
    put(&world, "calls", 10.0).await;
    put(&world, "errors", 4.0).await;
    world.seconds(70).await;
    assert_eq!(state(&world, "rate").await, "OK");
    put(&world, "calls", 10.0).await;
    put(&world, "errors", 5.0).await;
    world.seconds(60).await;
    assert_eq!(state(&world, "rate").await, "ALARM");
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_set_lasts_until_the_next_look() {
    let world = world().await;
    alarm(&world, "hot", json!({"TreatMissingData": "notBreaching"})).await;
    world.seconds(70).await;
    assert_eq!(state(&world, "hot").await, "OK");
    let set = json!({"AlarmName": "hot", "StateValue": "ALARM", "StateReason": "a test"});
    world.ok("SetAlarmState", set).await;
    assert_eq!(state(&world, "hot").await, "ALARM");
    world.seconds(65).await;
    assert_eq!(state(&world, "hot").await, "OK");
    let history = world
        .ok(
            "DescribeAlarmHistory",
            json!({"AlarmName": "hot", "HistoryItemType": "StateUpdate"}),
        )
        .await;
    let items = history["AlarmHistoryItems"].as_array().unwrap();
    let summaries: Vec<_> = items
        .iter()
        .map(|item| item["HistorySummary"].as_str().unwrap())
        .collect();
    assert_eq!(
        summaries,
        [
            "Alarm updated from ALARM to OK",
            "Alarm updated from OK to ALARM",
            "Alarm updated from INSUFFICIENT_DATA to OK",
        ]
    );
    let page = world
        .ok("DescribeAlarmHistory", json!({"MaxRecords": 2}))
        .await;
    assert_eq!(page["AlarmHistoryItems"].as_array().unwrap().len(), 2);
    let rest = world
        .ok(
            "DescribeAlarmHistory",
            json!({"NextToken": page["NextToken"]}),
        )
        .await;
    assert_eq!(rest["AlarmHistoryItems"].as_array().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn actions_that_are_off_or_refused() {
    let world = world().await;
    let topic = topic(&world, "told").await;
    alarm(
        &world,
        "hot",
        json!({"AlarmActions": [topic], "ActionsEnabled": false}),
    )
    .await;
    let set =
        |value: &str| json!({"AlarmName": "hot", "StateValue": value, "StateReason": "a test"});
    world.ok("SetAlarmState", set("ALARM")).await;
    world.seconds(1).await;
    assert!(messages(&world, "told").await.is_empty());
    world
        .ok("EnableAlarmActions", json!({"AlarmNames": ["hot"]}))
        .await;
    world.ok("SetAlarmState", set("OK")).await;
    world.ok("SetAlarmState", set("ALARM")).await;
    world.seconds(1).await;
    assert_eq!(messages(&world, "told").await.len(), 1);
    // A topic that is not there: the history says so.
    alarm(
        &world,
        "hot",
        json!({"AlarmActions": ["arn:aws:sns:us-east-1:111122223333:gone"]}),
    )
    .await;
    world.ok("SetAlarmState", set("OK")).await;
    world.ok("SetAlarmState", set("ALARM")).await;
    world.seconds(1).await;
    let history = world
        .ok(
            "DescribeAlarmHistory",
            json!({"AlarmName": "hot", "HistoryItemType": "Action"}),
        )
        .await;
    let first = history["AlarmHistoryItems"][0]["HistorySummary"]
        .as_str()
        .unwrap();
    assert!(
        first.starts_with("Failed to execute action arn:aws:sns:us-east-1:111122223333:gone"),
        "{first}"
    );
    for (action, expected) in [
        ("arn:aws:automate:us-east-1:ec2:stop", "NotImplemented"),
        (
            "arn:aws:ssm:us-east-1:111122223333:opsitem:1",
            "NotImplemented",
        ),
        (
            "arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:x",
            "NotImplemented",
        ),
        (
            "arn:aws:sns:eu-west-1:111122223333:x",
            "Invalid region eu-west-1",
        ),
        ("nonsense", "Invalid arn syntax"),
    ] {
        let input = json!({
            "AlarmName": "bad", "Namespace": "Mine", "MetricName": "cpu", "Statistic": "Sum", "Period": 60,
            "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [action],
        });
        let refusal = world.refusal("PutMetricAlarm", input).await;
        assert!(refusal.contains(expected), "{action}: {refusal}");
    }
}

#[tokio::test(start_paused = true)]
async fn cwt_3_eventbridge_hears_of_a_change() {
    let world = world().await;
    topic(&world, "heard").await;
    let root = &world.client;
    let pattern =
        json!({"source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"]});
    root.must(
        "events",
        "PutRule",
        json!({"Name": "alarms", "EventPattern": pattern.to_string()}),
    )
    .await;
    let target = json!({"Rule": "alarms", "Targets": [{"Id": "q", "Arn": "arn:aws:sqs:us-east-1:111122223333:heard"}]});
    root.must("events", "PutTargets", target).await;
    alarm(&world, "hot", json!({})).await;
    put(&world, "cpu", 99.0).await;
    world.seconds(70).await;
    let heard = messages(&world, "heard").await;
    assert_eq!(heard.len(), 1);
    let detail = &heard[0]["detail"];
    assert_eq!(detail["alarmName"], "hot");
    assert_eq!(detail["state"]["value"], "ALARM");
    assert_eq!(detail["previousState"]["value"], "INSUFFICIENT_DATA");
    assert_eq!(
        detail["configuration"]["metrics"][0]["metricStat"]["metric"]["name"],
        "cpu"
    );
}

#[tokio::test(start_paused = true)]
async fn percentiles_of_few_samples() {
    let world = world().await;
    let percentile = |ignore: &str| json!({"Statistic": null, "ExtendedStatistic": "p90", "EvaluateLowSampleCountPercentile": ignore});
    alarm(&world, "waits", percentile("ignore")).await;
    alarm(&world, "judges", percentile("evaluate")).await;
    put(&world, "cpu", 99.0).await;
    world.seconds(70).await;
    assert_eq!(state(&world, "waits").await, "INSUFFICIENT_DATA");
    assert_eq!(state(&world, "judges").await, "ALARM");
    let datum = json!({"MetricName": "cpu", "Values": [99.0], "Counts": [200.0]});
    world
        .ok(
            "PutMetricData",
            json!({"Namespace": "Mine", "MetricData": [datum]}),
        )
        .await;
    world.seconds(60).await;
    assert_eq!(state(&world, "waits").await, "ALARM");
}

#[tokio::test(start_paused = true)]
async fn alarms_are_found() {
    let world = world().await;
    for name in ["a-1", "a-2", "b-1"] {
        alarm(&world, name, json!({"Tags": [{"Key": "k", "Value": name}]})).await;
    }
    let names = async |input: Json| {
        let answer = world.ok("DescribeAlarms", input).await;
        let alarms = answer["MetricAlarms"].as_array().unwrap();
        alarms
            .iter()
            .map(|a| a["AlarmName"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(json!({"AlarmNamePrefix": "a-"})).await,
        ["a-1", "a-2"]
    );
    assert_eq!(names(json!({"AlarmNames": ["b-1", "gone"]})).await, ["b-1"]);
    assert_eq!(names(json!({"MaxRecords": 2})).await, ["a-1", "a-2"]);
    assert!(names(json!({"StateValue": "ALARM"})).await.is_empty());
    let metric = json!({"Namespace": "Mine", "MetricName": "cpu"});
    let answer = world.ok("DescribeAlarmsForMetric", metric).await;
    assert_eq!(answer["MetricAlarms"].as_array().unwrap().len(), 3);
    let arn = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:a-1";
    world
        .ok(
            "TagResource",
            json!({"ResourceARN": arn, "Tags": [{"Key": "more", "Value": "1"}]}),
        )
        .await;
    world
        .ok(
            "UntagResource",
            json!({"ResourceARN": arn, "TagKeys": ["k"]}),
        )
        .await;
    let tags = world
        .ok("ListTagsForResource", json!({"ResourceARN": arn}))
        .await;
    assert_eq!(tags["Tags"], json!([{"Key": "more", "Value": "1"}]));
    world
        .ok("DeleteAlarms", json!({"AlarmNames": ["a-1", "a-2"]}))
        .await;
    assert_eq!(names(json!({})).await, ["b-1"]);
}
