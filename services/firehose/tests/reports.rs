//! What cannot be delivered is said to a log stream.

mod common;

use common::{World, minute, role};
use haneul_pipeline::Settings;
use serde_json::{Value as Json, json};

async fn world(actions: &[&str]) -> World {
    let world = World::with(Settings::default()).await;
    world.allow(actions).await;
    let group = json!({"logGroupName": "errors"});
    world.of("logs", "CreateLogGroup", group).await;
    let stream = json!({"logGroupName": "errors", "logStreamName": "s3"});
    world.of("logs", "CreateLogStream", stream).await;
    world
}

/// Options that name the log stream.
fn told(enabled: bool) -> Json {
    json!({"CloudWatchLoggingOptions": {
        "Enabled": enabled, "LogGroupName": "errors", "LogStreamName": "s3"
    }})
}

async fn said(world: &World) -> Vec<Json> {
    let input = json!({"logGroupName": "errors", "logStreamName": "s3", "startFromHead": true});
    let got = world.of("logs", "GetLogEvents", input).await;
    let events = got["events"].as_array().unwrap().iter();
    let read = |event: &Json| serde_json::from_str(event["message"].as_str().unwrap()).unwrap();
    events.map(read).collect()
}

#[tokio::test(start_paused = true)]
async fn a_bucket_that_does_not_take_records_is_told_of_each_time() {
    let world = world(&["logs:PutLogEvents"]).await;
    world.stream("hose", minute(told(true))).await;
    world.put("hose", "x").await;
    world.seconds(60).await;
    let first = said(&world).await;
    let expected = json!({
        "deliveryStreamARN": "arn:aws:firehose:us-east-1:111122223333:deliverystream/hose",
        "destination": "arn:aws:s3:::lake",
        "deliveryStreamVersionId": 1,
        "message": "Access was denied. Ensure that the trust policy for the provided IAM role \
                    allows Amazon Data Firehose to assume the role, and the access policy allows \
                    access to the S3 bucket.",
        "errorCode": "S3.AccessDenied",
    });
    assert_eq!(first, [expected]);
    let gone = json!({"Bucket": "lake"});
    world.of("s3", "DeleteBucket", gone.clone()).await;
    world.allow(&["logs:PutLogEvents", "s3:PutObject"]).await;
    world.seconds(10).await;
    let later = said(&world).await;
    assert_eq!(later.last().unwrap()["errorCode"], "S3.NoSuchBucket");
    world.of("s3", "CreateBucket", gone).await;
    world.seconds(600).await;
    assert_eq!(world.texts().await.len(), 1);
    let all = said(&world).await.len();
    world.seconds(600).await;
    assert_eq!(said(&world).await.len(), all);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_said_where_it_is_not_wanted_or_may_not_be() {
    let world = world(&["logs:PutLogEvents"]).await;
    world.stream("quiet", minute(told(false))).await;
    world.put("quiet", "x").await;
    world.seconds(100).await;
    assert_eq!(said(&world).await, Vec::<Json>::new());
    world.stream("loud", minute(told(true))).await;
    world.allow(&["s3:GetObject"]).await;
    world.put("loud", "x").await;
    world.seconds(100).await;
    assert_eq!(said(&world).await, Vec::<Json>::new());
    // Neither is lost.
    world.allow(&["s3:PutObject"]).await;
    world.seconds(3_600).await;
    assert_eq!(world.texts().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_function_that_is_not_there_is_told_of() {
    let world = world(&["logs:PutLogEvents", "s3:PutObject", "lambda:InvokeFunction"]).await;
    let arn = "arn:aws:lambda:us-east-1:111122223333:function:none";
    let parameter =
        |name: &str, value: &str| json!({"ParameterName": name, "ParameterValue": value});
    let parameters = [parameter("LambdaArn", arn), parameter("RoleArn", &role())];
    let mut destination = minute(told(true));
    destination["ProcessingConfiguration"] = json!({
        "Enabled": true, "Processors": [{"Type": "Lambda", "Parameters": parameters}]
    });
    world.stream("made", destination).await;
    world.put("made", "x").await;
    world.seconds(60).await;
    let said = said(&world).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0]["errorCode"], "Lambda.ResourceNotFound");
    assert_eq!(said[0]["processor"], arn);
    assert_eq!(said[0]["destination"], "arn:aws:s3:::lake");
}
