use crate::cloud::{refusal, role, shop, world};
use haneul_testkit::World;
use serde_json::{Value as Json, json};

fn kinds(shown: &Json) -> Vec<&str> {
    let events = shown["EventLog"].as_array().unwrap();
    events
        .iter()
        .map(|e| e["EventType"].as_str().unwrap())
        .collect()
}

/// How many of a thousand clients see a text.
async fn share(world: &World, shop: &crate::cloud::Shop, text: &str) -> usize {
    let mut count = 0;
    for client in 0..1_000 {
        count += usize::from(shop.seen(world, &format!("client-{client}")).await == text);
    }
    count
}

/// Fact SSA-1: by half of the clients each thirty seconds, and then a minute of waiting.
#[tokio::test]
async fn ssa_1_a_deployment_reaches_its_clients_step_by_step() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    shop.publish(&world, "1").await;
    let version = shop.put(&world, "2").await;
    let number = shop
        .deploy(&world, "AppConfig.Linear50PercentEvery30Seconds", version)
        .await;
    assert_eq!(number, 2);
    let environment = world
        .ok("GetEnvironment", shop.of_environment(json!({})))
        .await;
    assert_eq!(environment["State"], "DEPLOYING");
    let few = share(&world, &shop, "2").await;
    assert!(few < 40, "{few}");
    // One at a time in an environment.
    let again = shop.deployment("AppConfig.AllAtOnce", "1");
    let error = world.call("StartDeployment", again).await.unwrap_err();
    assert_eq!(
        (error.code.as_ref(), error.message.as_str()),
        ("ConflictException", "Deployment number 2 already exists")
    );
    world.seconds(30).await;
    let shown = shop.shown(&world, number).await;
    assert_eq!(
        (&shown["State"], &shown["PercentageComplete"]),
        (&json!("DEPLOYING"), &json!(50.0))
    );
    let half = share(&world, &shop, "2").await;
    assert!((430..570).contains(&half), "{half}");
    world.seconds(30).await;
    assert_eq!(shop.state(&world, number).await, "BAKING");
    assert_eq!(share(&world, &shop, "2").await, 1_000);
    world.seconds(60).await;
    let shown = shop.shown(&world, number).await;
    assert_eq!(shown["State"], "COMPLETE");
    assert_eq!(
        kinds(&shown),
        [
            "DEPLOYMENT_COMPLETED",
            "BAKE_TIME_STARTED",
            "PERCENTAGE_UPDATED",
            "PERCENTAGE_UPDATED",
            "DEPLOYMENT_STARTED",
        ]
    );
    assert_eq!(
        shown["EventLog"][3]["Description"],
        "Configuration available to 50.00% of clients"
    );
    let listed = world
        .ok("ListDeployments", shop.of_environment(json!({})))
        .await;
    let numbers: Vec<_> = listed["Items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| &d["DeploymentNumber"])
        .collect();
    assert_eq!(numbers, [2, 1]);
}

/// Who sees it once goes on to.
#[tokio::test]
async fn clients_see_what_they_saw() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    shop.publish(&world, "1").await;
    let version = shop.put(&world, "2").await;
    shop.deploy(&world, "AppConfig.Canary10Percent20Minutes", version)
        .await;
    let mut seen = Vec::new();
    for minute in 0..5 {
        world.seconds(240).await;
        let mut now = Vec::new();
        for client in 0..100 {
            now.push(shop.seen(&world, &format!("c{client}")).await == "2");
        }
        let lost = seen
            .iter()
            .zip(&now)
            .filter(|(before, now)| **before && !**now)
            .count();
        assert_eq!(lost, 0, "{minute}");
        seen = now;
    }
    assert!(seen.iter().all(|seen| *seen));
}

#[tokio::test]
async fn stopping_rolls_back_and_reverting_brings_back() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    let first = shop.publish(&world, "1").await;
    let version = shop.put(&world, "2").await;
    let number = shop.deploy(&world, "AppConfig.AllAtOnce", version).await;
    world.seconds(1).await;
    assert_eq!(shop.seen(&world, "c").await, "2");
    let stop = shop.of_environment(json!({"DeploymentNumber": number}));
    let stopped = world.ok("StopDeployment", stop.clone()).await;
    assert_eq!(stopped["State"], "ROLLING_BACK");
    assert_eq!(shop.seen(&world, "c").await, "1");
    world.seconds(1).await;
    let shown = shop.shown(&world, number).await;
    assert_eq!(shown["State"], "ROLLED_BACK");
    assert_eq!(
        &kinds(&shown)[..2],
        ["ROLLBACK_COMPLETED", "ROLLBACK_STARTED"]
    );
    let environment = world
        .ok("GetEnvironment", shop.of_environment(json!({})))
        .await;
    assert_eq!(environment["State"], "ROLLED_BACK");
    assert_eq!(
        refusal(&world, "StopDeployment", stop).await,
        "BadRequestException"
    );
    // A finished one goes back only if that is allowed, and for three days.
    let third = shop.publish(&world, "3").await;
    assert_eq!(shop.seen(&world, "c").await, "3");
    let stop = |number: i64, revert: bool| {
        shop.of_environment(json!({"DeploymentNumber": number, "AllowRevert": revert}))
    };
    assert_eq!(
        refusal(&world, "StopDeployment", stop(third, false)).await,
        "BadRequestException"
    );
    assert_eq!(
        refusal(&world, "StopDeployment", stop(first, true)).await,
        "BadRequestException"
    );
    assert_eq!(
        world.ok("StopDeployment", stop(third, true)).await["State"],
        "REVERTED"
    );
    assert_eq!(shop.seen(&world, "c").await, "1");
    let fourth = shop.publish(&world, "4").await;
    world.seconds(73 * 3_600).await;
    assert_eq!(
        refusal(&world, "StopDeployment", stop(fourth, true)).await,
        "BadRequestException"
    );
}

#[tokio::test]
async fn what_is_not_deployed() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    shop.put(&world, "1").await;
    let all = "AppConfig.AllAtOnce";
    for (input, code) in [
        (shop.deployment(all, "2"), "ResourceNotFoundException"),
        (shop.deployment(all, "label"), "ResourceNotFoundException"),
        (
            shop.deployment("AppConfig.Wondrous1", "1"),
            "ResourceNotFoundException",
        ),
        (shop.deployment("abcd123", "1"), "ResourceNotFoundException"),
    ] {
        assert_eq!(
            refusal(&world, "StartDeployment", input.clone()).await,
            code,
            "{input}"
        );
    }
    let mut late = shop.deployment(all, "1");
    late["LatestDeploymentNumber"] = json!(3);
    assert_eq!(
        refusal(&world, "StartDeployment", late).await,
        "ConflictException"
    );
}

#[tokio::test]
async fn an_alarm_of_the_environment_rolls_back() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    shop.publish(&world, "1").await;
    let alarm = json!({
        "AlarmName": "errors", "Namespace": "Mine", "MetricName": "errors", "Statistic": "Sum",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "ignore",
    });
    world
        .client
        .must("cloudwatch", "PutMetricAlarm", alarm)
        .await;
    let watcher = role(&world, "watcher", json!("cloudwatch:DescribeAlarms")).await;
    let arn = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:errors";
    for monitor in [
        json!({"AlarmArn": arn, "AlarmRoleArn": watcher}),
        json!({"AlarmArn": arn}),
    ] {
        let state = |value: &str| json!({"AlarmName": "errors", "StateValue": value, "StateReason": "told so"});
        world
            .client
            .must("cloudwatch", "SetAlarmState", state("OK"))
            .await;
        let input = shop.of_environment(json!({"Monitors": [monitor]}));
        world.ok("UpdateEnvironment", input).await;
        let version = shop.put(&world, "2").await;
        let number = shop
            .deploy(&world, "AppConfig.Linear20PercentEvery6Minutes", version)
            .await;
        world.seconds(400).await;
        assert_eq!(shop.state(&world, number).await, "DEPLOYING");
        world
            .client
            .must("cloudwatch", "SetAlarmState", state("ALARM"))
            .await;
        world.seconds(31).await;
        let shown = shop.shown(&world, number).await;
        assert_eq!(shown["State"], "ROLLED_BACK", "{monitor}");
        let began = &shown["EventLog"][1];
        assert_eq!(began["TriggeredBy"], "CLOUDWATCH_ALARM");
        assert!(
            began["Description"].as_str().unwrap().contains(arn),
            "{began}"
        );
        assert_eq!(shop.seen(&world, "c").await, "1");
    }
}

/// A role that may not look learns nothing; a deployment of the next day is not stopped by it.
#[tokio::test]
async fn an_alarm_that_may_not_be_seen_stops_nothing() {
    let world = world().await;
    let shop = shop(&world, json!({})).await;
    let blind = role(&world, "blind", json!("sqs:*")).await;
    let arn = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:none";
    let monitor = json!({"AlarmArn": arn, "AlarmRoleArn": blind});
    let input = shop.of_environment(json!({"Monitors": [monitor]}));
    world.ok("UpdateEnvironment", input).await;
    shop.publish(&world, "1").await;
}
