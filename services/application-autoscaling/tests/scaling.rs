//! Tables whose capacity follows their use, by the cloud's clock.

use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

const READS: &str = "dynamodb:table:ReadCapacityUnits";
const WRITES: &str = "dynamodb:table:WriteCapacityUnits";

struct World {
    cloud: TestCloud,
    root: Client,
}

/// With a table of ten units of each.
async fn world() -> World {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_application_autoscaling::ApplicationAutoScaling),
            Arc::new(haneul_dynamodb::DynamoDb),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let root = cloud.root();
    let world = World { cloud, root };
    let units = json!({"ReadCapacityUnits": 10, "WriteCapacityUnits": 10});
    let table = json!({
        "TableName": "tab", "ProvisionedThroughput": units,
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
        "AttributeDefinitions": [
            {"AttributeName": "k", "AttributeType": "S"},
            {"AttributeName": "g", "AttributeType": "S"}
        ],
        "GlobalSecondaryIndexes": [{
            "IndexName": "by-g", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
            "ProvisionedThroughput": units
        }]
    });
    world.root.must("dynamodb", "CreateTable", table).await;
    world.seconds(5).await;
    world
}

impl World {
    async fn ok(&self, operation: &str, input: Json) -> Json {
        let service = "application-autoscaling";
        self.root.must(service, operation, input).await
    }

    async fn refusal(&self, operation: &str, input: Json) -> String {
        self.refused("application-autoscaling", operation, input)
            .await
    }

    async fn refused(&self, service: &str, operation: &str, input: Json) -> String {
        let answer = self.root.call(service, operation, input).await;
        answer.expect_err("a refusal").to_string()
    }

    async fn seconds(&self, seconds: u64) {
        self.cloud.advance(Duration::from_secs(seconds)).await;
    }

    async fn register(&self, dimension: &str, min: i64, max: i64) -> Json {
        let mut input = named(dimension);
        (input["MinCapacity"], input["MaxCapacity"]) = (json!(min), json!(max));
        self.ok("RegisterScalableTarget", input).await
    }

    async fn follow(&self, dimension: &str) {
        let side = dimension.trim_start_matches("dynamodb:table:");
        let metric = side.trim_end_matches("Units");
        let mut input = named(dimension);
        input["PolicyName"] = json!("follow");
        input["PolicyType"] = json!("TargetTrackingScaling");
        input["TargetTrackingScalingPolicyConfiguration"] = json!({
            "TargetValue": 70.0, "ScaleInCooldown": 60, "ScaleOutCooldown": 60,
            "PredefinedMetricSpecification":
                {"PredefinedMetricType": format!("DynamoDB{metric}Utilization")}
        });
        self.ok("PutScalingPolicy", input).await;
    }

    /// Units of reading and writing.
    async fn units(&self) -> (i64, i64) {
        let table = json!({"TableName": "tab"});
        let answer = self.root.must("dynamodb", "DescribeTable", table).await;
        let units = &answer["Table"]["ProvisionedThroughput"];
        let of = |name: &str| units[name].as_i64().unwrap();
        (of("ReadCapacityUnits"), of("WriteCapacityUnits"))
    }

    /// Writes so many units in each of some minutes.
    async fn write(&self, units: usize, minutes: usize) {
        for _ in 0..minutes {
            let item = json!({"k": {"S": "a"}, "x": {"S": "x".repeat(units * 1_024 - 20)}});
            let put = json!({"TableName": "tab", "Item": item});
            self.root.must("dynamodb", "PutItem", put).await;
            self.seconds(60).await;
        }
    }

    async fn activities(&self) -> Vec<Json> {
        let input = json!({"ServiceNamespace": "dynamodb", "ResourceId": "table/tab"});
        let answer = self.ok("DescribeScalingActivities", input).await;
        answer["ScalingActivities"].as_array().unwrap().clone()
    }
}

fn named(dimension: &str) -> Json {
    json!({
        "ServiceNamespace": "dynamodb", "ResourceId": "table/tab", "ScalableDimension": dimension
    })
}

#[tokio::test]
async fn ddb_3_capacity_follows_its_use() {
    let world = world().await;
    world.register(WRITES, 5, 100).await;
    world.follow(WRITES).await;
    // There is some capacity to spare after a while.
    world.seconds(600).await;
    assert_eq!(world.units().await, (10, 10));
    world.write(390, 3).await;
    // 6.5 a second is no more than seven.
    assert_eq!(world.units().await, (10, 10));
    let lower = json!({"TableName": "tab",
        "ProvisionedThroughput": {"ReadCapacityUnits": 10, "WriteCapacityUnits": 8}});
    world.root.must("dynamodb", "UpdateTable", lower).await;
    world.write(390, 3).await;
    // And more than seven tenths of eight: ten fit.
    assert_eq!(world.units().await, (10, 10));
    let activities = world.activities().await;
    assert_eq!(activities.len(), 1);
    assert_eq!(activities[0]["StatusCode"], "Successful");
    assert_eq!(
        activities[0]["Description"],
        "Setting write capacity units to 10."
    );
    let cause = activities[0]["Cause"].as_str().unwrap();
    assert!(cause.ends_with("triggered policy follow"), "{cause}");
    // A quarter of an hour of little use.
    world.write(30, 17).await;
    assert_eq!(world.units().await, (10, 5));
    let role = "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";
    let role = json!({"RoleName": role});
    world.root.must("iam", "GetRole", role).await;
}

#[tokio::test]
async fn what_is_outside_of_its_bounds_is_brought_inside() {
    let world = world().await;
    let arn = world.register(READS, 20, 40).await["ScalableTargetARN"].clone();
    world.seconds(10).await;
    assert_eq!(world.units().await, (20, 10));
    world.register(READS, 1, 12).await;
    world.seconds(10).await;
    assert_eq!(world.units().await, (12, 10));
    let activities = world.activities().await;
    assert_eq!(activities[0]["Cause"], "maximum capacity was set to 12");
    assert_eq!(activities[1]["Cause"], "minimum capacity was set to 20");
    let shown = json!({"ServiceNamespace": "dynamodb"});
    let targets = world.ok("DescribeScalableTargets", shown).await;
    let target = &targets["ScalableTargets"][0];
    assert_eq!(target["ScalableTargetARN"], arn);
    assert_eq!(
        (&target["MinCapacity"], &target["MaxCapacity"]),
        (&json!(1), &json!(12))
    );
    let tags = json!({"ResourceARN": arn, "Tags": {"team": "data"}});
    world.ok("TagResource", tags).await;
    let tags = world.ok("ListTagsForResource", json!({"ResourceARN": arn}));
    assert_eq!(tags.await["Tags"], json!({"team": "data"}));
    let index = json!({
        "ServiceNamespace": "dynamodb", "ResourceId": "table/tab/index/by-g",
        "ScalableDimension": "dynamodb:index:WriteCapacityUnits",
        "MinCapacity": 15, "MaxCapacity": 30
    });
    world.ok("RegisterScalableTarget", index).await;
    world.seconds(10).await;
    let table = json!({"TableName": "tab"});
    let table = world.root.must("dynamodb", "DescribeTable", table).await;
    let units = &table["Table"]["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"];
    assert_eq!(
        (&units["ReadCapacityUnits"], &units["WriteCapacityUnits"]),
        (&json!(10), &json!(15))
    );
}

#[tokio::test]
async fn bounds_change_at_a_time() {
    let world = world().await;
    world.register(WRITES, 5, 100).await;
    let mut action = named(WRITES);
    action["ScheduledActionName"] = json!("morning");
    action["Schedule"] = json!("rate(1 hour)");
    action["ScalableTargetAction"] = json!({"MinCapacity": 25});
    world.ok("PutScheduledAction", action).await;
    let actions = json!({"ServiceNamespace": "dynamodb"});
    let actions = world.ok("DescribeScheduledActions", actions).await;
    assert_eq!(actions["ScheduledActions"][0]["Schedule"], "rate(1 hour)");
    world.seconds(3_700).await;
    assert_eq!(world.units().await, (10, 25));
    let cause = world.activities().await[0]["Cause"].clone();
    assert_eq!(cause, "scheduled action name morning was triggered");
    let mut gone = named(WRITES);
    gone["ScheduledActionName"] = json!("morning");
    world.ok("DeleteScheduledAction", gone.clone()).await;
    let refused = world.refusal("DeleteScheduledAction", gone).await;
    assert!(refused.starts_with("ObjectNotFoundException"), "{refused}");
}

#[tokio::test]
async fn what_is_not_honoured_is_refused() {
    let world = world().await;
    let mut other = named("ecs:service:DesiredCount");
    other["ServiceNamespace"] = json!("ecs");
    let refused = world.refusal("RegisterScalableTarget", other).await;
    assert!(refused.starts_with("NotImplemented"), "{refused}");
    let mut policy = named(WRITES);
    policy["PolicyName"] = json!("p");
    assert_eq!(
        world.refusal("PutScalingPolicy", policy.clone()).await,
        "ObjectNotFoundException: No scalable target registered for service namespace: dynamodb, \
         resource ID: table/tab, scalable dimension: dynamodb:table:WriteCapacityUnits"
    );
    world.register(WRITES, 5, 100).await;
    policy["PolicyType"] = json!("StepScaling");
    let refused = world.refusal("PutScalingPolicy", policy).await;
    assert!(refused.starts_with("ValidationException"), "{refused}");
    let mut missing = named(WRITES);
    missing["ResourceId"] = json!("table/none");
    (missing["MinCapacity"], missing["MaxCapacity"]) = (json!(1), json!(2));
    assert_eq!(
        world.refusal("RegisterScalableTarget", missing).await,
        "ValidationException: DynamoDB table does not exist: table/none"
    );
    world.ok("DeregisterScalableTarget", named(WRITES)).await;
    let refused = world
        .refusal("DeregisterScalableTarget", named(WRITES))
        .await;
    assert!(refused.starts_with("ObjectNotFoundException"), "{refused}");
}

/// Writes of replicas come from everywhere: provisioned ones have to be scaled.
#[tokio::test]
async fn replicas_of_provisioned_tables_are_scaled() {
    let world = world().await;
    let adds = json!({"TableName": "tab",
        "ReplicaUpdates": [{"Create": {"RegionName": "eu-west-1"}}]});
    assert_eq!(
        world.refused("dynamodb", "UpdateTable", adds.clone()).await,
        "ValidationException: Table write capacity should either be Pay-Per-Request or AutoScaled."
    );
    world.register(WRITES, 5, 100).await;
    world.follow(WRITES).await;
    assert_eq!(
        world.refused("dynamodb", "UpdateTable", adds.clone()).await,
        "ValidationException: GSI write capacity should either be Pay-Per-Request or AutoScaled."
    );
    let index = json!({
        "ServiceNamespace": "dynamodb", "ResourceId": "table/tab/index/by-g",
        "ScalableDimension": "dynamodb:index:WriteCapacityUnits"
    });
    let mut target = index.clone();
    (target["MinCapacity"], target["MaxCapacity"]) = (json!(5), json!(30));
    world.ok("RegisterScalableTarget", target).await;
    let mut policy = index;
    policy["PolicyName"] = json!("follow");
    policy["PolicyType"] = json!("TargetTrackingScaling");
    policy["TargetTrackingScalingPolicyConfiguration"] = json!({
        "TargetValue": 70.0,
        "PredefinedMetricSpecification":
            {"PredefinedMetricType": "DynamoDBWriteCapacityUtilization"}
    });
    world.ok("PutScalingPolicy", policy).await;
    world.root.must("dynamodb", "UpdateTable", adds).await;
    world.seconds(10).await;
    let there = world.cloud.root().in_region("eu-west-1");
    let table = json!({"TableName": "tab"});
    let there = there.must("dynamodb", "DescribeTable", table).await;
    assert_eq!(
        there["Table"]["ProvisionedThroughput"]["WriteCapacityUnits"],
        10
    );
}
