//! Rotation by a function.

use crate::cloud::{BROKEN, FUNCTION, days, made, stages, token, value, world};
use serde_json::json;

#[tokio::test]
async fn sec_6_a_secret_is_rotated_at_once_and_every_thirty_days() {
    let world = world().await;
    made(&world, "one", "a").await;
    let rotate = json!({
        "SecretId": "one", "ClientRequestToken": token(2), "RotationLambdaARN": FUNCTION,
        "RotationRules": {"AutomaticallyAfterDays": 30},
    });
    world.ok("RotateSecret", rotate).await;
    world.seconds(1).await;
    assert_eq!(value(&world, "one").await, format!("made for {}", token(2)));
    assert_eq!(
        stages(&world, "one").await,
        json!({token(1): ["AWSPREVIOUS"], token(2): ["AWSCURRENT"]})
    );
    let one = json!({"SecretId": "one"});
    let shown = world.ok("DescribeSecret", one.clone()).await;
    assert_eq!(shown["RotationEnabled"], json!(true));
    let rotated = shown["LastRotatedDate"].as_f64().expect("a date");
    days(&world, 28).await;
    assert_eq!(value(&world, "one").await, format!("made for {}", token(2)));
    days(&world, 2).await;
    let shown = world.ok("DescribeSecret", one.clone()).await;
    let second = shown["LastRotatedDate"].as_f64().expect("a date");
    assert!(second > rotated);
    assert!(shown["NextRotationDate"].as_f64().expect("a date") > second);
    let now = value(&world, "one").await;
    assert!(
        now.starts_with("made for ") && !now.ends_with(&token(2)),
        "{now}"
    );
    world.ok("CancelRotateSecret", one.clone()).await;
    days(&world, 60).await;
    assert_eq!(value(&world, "one").await, now);
    let shown = world.ok("DescribeSecret", one).await;
    assert_eq!(shown["RotationEnabled"], json!(false));
}

#[tokio::test]
async fn functions_that_are_not_there_or_fail() {
    let world = world().await;
    made(&world, "one", "a").await;
    let rotate = |function: Option<&str>, number: u32| {
        json!({
            "SecretId": "one", "ClientRequestToken": token(number), "RotationLambdaARN": function,
            "RotationRules": {"ScheduleExpression": "rate(10 days)", "Duration": "3h"},
        })
    };
    assert_eq!(
        world.refusal("RotateSecret", rotate(None, 2)).await,
        "InvalidRequestException: No Lambda rotation function ARN is associated with this secret."
    );
    let other = FUNCTION.replace("rotate", "other");
    assert_eq!(
        world.refusal("RotateSecret", rotate(Some(&other), 2)).await,
        "ResourceNotFoundException: Lambda does not exist."
    );
    let mut wrong = rotate(Some(FUNCTION), 2);
    wrong["RotationRules"]["ScheduleExpression"] = json!("rate(1 hour)");
    assert!(
        world
            .refusal("RotateSecret", wrong)
            .await
            .starts_with("InvalidParameterException")
    );
    world.ok("RotateSecret", rotate(Some(BROKEN), 2)).await;
    world.seconds(600).await;
    assert_eq!(value(&world, "one").await, "a");
    assert_eq!(
        stages(&world, "one").await,
        json!({token(1): ["AWSCURRENT"], token(2): ["AWSPENDING"]})
    );
    assert_eq!(
        world
            .refusal("RotateSecret", rotate(Some(FUNCTION), 3))
            .await,
        "InvalidRequestException: A previous rotation isn't complete. That rotation will be \
         reattempted."
    );
    // In its next window it is done with the version it has.
    world.ok("RotateSecret", rotate(Some(FUNCTION), 2)).await;
    world.seconds(1).await;
    assert_eq!(value(&world, "one").await, format!("made for {}", token(2)));
}

#[tokio::test]
async fn a_test_leaves_nothing_behind() {
    let world = world().await;
    made(&world, "one", "a").await;
    for (function, number) in [(FUNCTION, 2), (BROKEN, 3)] {
        let rotate = json!({
            "SecretId": "one", "ClientRequestToken": token(number), "RotationLambdaARN": function,
            "RotationRules": {"AutomaticallyAfterDays": 30}, "RotateImmediately": false,
        });
        world.ok("RotateSecret", rotate).await;
        world.seconds(600).await;
        assert_eq!(
            stages(&world, "one").await,
            json!({token(1): ["AWSCURRENT"]})
        );
    }
    assert_eq!(value(&world, "one").await, "a");
}
