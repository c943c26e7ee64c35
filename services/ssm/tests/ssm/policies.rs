//! Policies of parameters on the clock, and events.

use crate::cloud::{days, get, put, world};
use haneul_testkit::World;
use serde_json::{Value as Json, json};

/// A queue that gets what Parameter Store emits.
async fn heard(world: &World) {
    let root = &world.client;
    root.must("sqs", "CreateQueue", json!({"QueueName": "heard"}))
        .await;
    let arn = "arn:aws:sqs:us-east-1:111122223333:heard";
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": arn,
    }]});
    let allow = json!({
        "QueueUrl": "http://localhost:4566/111122223333/heard",
        "Attributes": {"Policy": policy.to_string()},
    });
    root.must("sqs", "SetQueueAttributes", allow).await;
    let rule = json!({"Name": "r", "EventPattern": json!({"source": ["aws.ssm"]}).to_string()});
    root.must("events", "PutRule", rule).await;
    let target = json!({"Rule": "r", "Targets": [{"Id": "q", "Arn": arn}]});
    root.must("events", "PutTargets", target).await;
}

/// What was heard since the last time.
async fn events(world: &World) -> Vec<Json> {
    world.seconds(1).await;
    let mut all = Vec::new();
    loop {
        let input = json!({
            "QueueUrl": "http://localhost:4566/111122223333/heard", "MaxNumberOfMessages": 10,
        });
        let got = world.client.must("sqs", "ReceiveMessage", input).await;
        let Some(messages) = got["Messages"].as_array().filter(|list| !list.is_empty()) else {
            return all;
        };
        for message in messages {
            let body = message["Body"].as_str().expect("a body");
            all.push(serde_json::from_str(body).expect("JSON"));
            let delete = json!({
                "QueueUrl": "http://localhost:4566/111122223333/heard",
                "ReceiptHandle": message["ReceiptHandle"],
            });
            world.client.must("sqs", "DeleteMessage", delete).await;
        }
    }
}

fn policies(world: &World, days: i64) -> String {
    let expires = world.cloud.cloud.clock.now() + jiff::SignedDuration::from_hours(24 * days);
    json!([
        {"Type": "Expiration", "Version": "1.0", "Attributes": {"Timestamp": expires.to_string()}},
        {"Type": "ExpirationNotification", "Version": "1.0", "Attributes": {"Before": "5", "Unit": "Days"}},
        {"Type": "NoChangeNotification", "Version": "1.0", "Attributes": {"After": "10", "Unit": "Days"}},
    ])
    .to_string()
}

#[tokio::test]
async fn a_parameter_expires_and_says_so_before() {
    let world = world().await;
    heard(&world).await;
    let input = json!({
        "Name": "/x", "Value": "a", "Type": "String", "Tier": "Advanced",
        "Policies": policies(&world, 30),
    });
    world.ok("PutParameter", input).await;
    let made = events(&world).await;
    assert_eq!(made[0]["detail-type"], json!("Parameter Store Change"));
    assert_eq!(
        made[0]["detail"],
        json!({"name": "/x", "type": "String", "operation": "Create"})
    );
    let shown = world.ok("DescribeParameters", json!({})).await;
    assert_eq!(
        shown["Parameters"][0]["Policies"][2]["PolicyStatus"],
        json!("Pending")
    );
    days(&world, 9).await;
    // A change puts the note off that there was none.
    let input = json!({"Name": "/x", "Value": "b", "Overwrite": true});
    world.ok("PutParameter", input).await;
    assert_eq!(events(&world).await.len(), 1);
    days(&world, 9).await;
    assert_eq!(events(&world).await, Vec::<Json>::new());
    days(&world, 2).await;
    let unchanged = events(&world).await;
    assert_eq!(
        unchanged[0]["detail-type"],
        json!("Parameter Store Policy Action")
    );
    assert_eq!(
        unchanged[0]["detail"]["policy-type"],
        json!("NoChangeNotification")
    );
    days(&world, 6).await;
    let soon = events(&world).await;
    assert_eq!(
        soon[0]["detail"]["policy-type"],
        json!("ExpirationNotification")
    );
    assert_eq!(soon[0]["detail"]["parameter-name"], json!("/x"));
    assert_eq!(get(&world, "/x").await["Value"], json!("b"));
    days(&world, 5).await;
    assert_eq!(
        world.refusal("GetParameter", json!({"Name": "/x"})).await,
        "ParameterNotFound: "
    );
    let over = events(&world).await;
    let kinds: Vec<&Json> = over
        .iter()
        .map(|event| &event["detail"]["operation"])
        .collect();
    assert!(kinds.contains(&&json!("Delete")), "{over:?}");
}

#[tokio::test]
async fn policies_are_looked_at() {
    let world = world().await;
    let input = |policies: Json| {
        json!({
            "Name": "/x", "Value": "a", "Type": "String", "Tier": "Advanced", "Overwrite": true,
            "Policies": policies.to_string(),
        })
    };
    let refusals = [
        (json!({}), "InvalidPolicyAttributeException"),
        (json!([{"Type": "Other"}]), "InvalidPolicyTypeException"),
        (
            json!([{"Type": "Expiration", "Attributes": {"Timestamp": "2001-01-01T00:00:00Z"}}]),
            "InvalidPolicyAttributeException",
        ),
        (
            json!([{"Type": "ExpirationNotification", "Attributes": {"Before": "1", "Unit": "Days"}}]),
            "IncompatiblePolicyException",
        ),
        (
            json!([{"Type": "NoChangeNotification", "Attributes": {"After": "x", "Unit": "Days"}}]),
            "InvalidPolicyAttributeException",
        ),
    ];
    for (policies, begins) in refusals {
        let refused = world.refusal("PutParameter", input(policies.clone())).await;
        assert!(refused.starts_with(begins), "{policies}: {refused}");
    }
    let mut standard = input(
        json!([{"Type": "NoChangeNotification", "Attributes": {"After": "1", "Unit": "Days"}}]),
    );
    standard["Tier"] = json!("Standard");
    assert!(
        world
            .refusal("PutParameter", standard)
            .await
            .starts_with("ValidationException")
    );
    // Whoever takes the expiry off keeps the parameter.
    let mut expiring = input(json!([]));
    expiring["Policies"] = json!(policies(&world, 10));
    world.ok("PutParameter", expiring).await;
    world.ok("PutParameter", input(json!([{}]))).await;
    days(&world, 11).await;
    assert_eq!(get(&world, "/x").await["Value"], json!("a"));
    put(&world, "/y", "b").await;
}
