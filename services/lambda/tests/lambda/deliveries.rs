//! What others tell functions.

use crate::cloud::{World, arn, running};
use serde_json::{Value as Json, json};

/// A function that puts its events into a queue.
async fn echo(world: &World) {
    let code = "def handler(e, c):\n    return e\n";
    world.python("f", code, json!({})).await;
    world
        .of("sqs", "CreateQueue", json!({"QueueName": "seen"}))
        .await;
    let queue = "arn:aws:sqs:us-east-1:111122223333:seen";
    let put = json!({
        "FunctionName": "f", "DestinationConfig": {"OnSuccess": {"Destination": queue}}
    });
    world.ok("PutFunctionEventInvokeConfig", put).await;
}

async fn allow(world: &World, principal: &str, source: &str) {
    let add = json!({
        "FunctionName": "f", "StatementId": principal.replace('.', "-"), "SourceArn": source,
        "Action": "lambda:InvokeFunction", "Principal": principal
    });
    world.ok("AddPermission", add).await;
}

/// The events that the function was called with.
async fn seen(world: &World) -> Vec<Json> {
    world.seconds(3).await;
    let input = json!({
        "QueueUrl": "http://localhost:4566/111122223333/seen", "MaxNumberOfMessages": 10
    });
    let got = world.of("sqs", "ReceiveMessage", input).await;
    let messages = got["Messages"].as_array().cloned().unwrap_or_default();
    let payload = |message: &Json| {
        let record: Json = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
        record["requestPayload"].clone()
    };
    messages.iter().map(payload).collect()
}

#[tokio::test]
async fn lam_3_and_s36_a_bucket_tells_of_its_objects() {
    let world = running().await;
    echo(&world).await;
    world
        .of("s3", "CreateBucket", json!({"Bucket": "photos"}))
        .await;
    let configure = json!({
        "Bucket": "photos",
        "NotificationConfiguration": {"LambdaFunctionConfigurations": [{
            "Id": "n", "LambdaFunctionArn": arn("function:f"),
            "Events": ["s3:ObjectCreated:*"],
            "Filter": {"Key": {"FilterRules": [{"Name": "suffix", "Value": ".jpg"}]}}
        }]}
    });
    let operation = "PutBucketNotificationConfiguration";
    // S3 must be let in before it is told to call.
    let refused = world
        .root
        .call("s3", operation, configure.clone())
        .await
        .unwrap_err();
    assert_eq!(refused.code, "InvalidArgument");
    assert_eq!(
        refused.message,
        "Unable to validate the following destination configurations"
    );
    allow(&world, "s3.amazonaws.com", "arn:aws:s3:::photos").await;
    world.of("s3", operation, configure).await;
    let got = json!({"Bucket": "photos"});
    let got = world
        .of("s3", "GetBucketNotificationConfiguration", got)
        .await;
    let shown = &got["LambdaFunctionConfigurations"][0];
    assert_eq!(shown["LambdaFunctionArn"], arn("function:f"));
    for key in ["a.jpg", "a.txt"] {
        let put = json!({"Bucket": "photos", "Key": key});
        let sent = world
            .root
            .send("s3", "PutObject", put, Some("x".into()))
            .await;
        sent.unwrap();
    }
    let events = seen(&world).await;
    assert_eq!(events.len(), 1, "{events:?}");
    let record = &events[0]["Records"][0];
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["s3"]["object"]["key"], "a.jpg");
}

#[tokio::test]
async fn lam_3_a_topic_tells_its_subscribers() {
    let world = running().await;
    echo(&world).await;
    let topic = world.of("sns", "CreateTopic", json!({"Name": "t"})).await["TopicArn"].clone();
    let subscribe = json!({
        "TopicArn": topic, "Protocol": "lambda", "Endpoint": arn("function:f"),
        "ReturnSubscriptionArn": true
    });
    let subscription = world.of("sns", "Subscribe", subscribe).await;
    let publish = json!({
        "TopicArn": topic, "Message": "hello",
        "MessageAttributes": {"k": {"DataType": "String", "StringValue": "v"}}
    });
    // Nobody let SNS in.
    world.of("sns", "Publish", publish.clone()).await;
    assert_eq!(seen(&world).await, [] as [Json; 0]);
    allow(&world, "sns.amazonaws.com", topic.as_str().unwrap()).await;
    world.of("sns", "Publish", publish).await;
    let events = seen(&world).await;
    let record = &events[0]["Records"][0];
    assert_eq!(
        (&record["EventSource"], &record["EventVersion"]),
        (&json!("aws:sns"), &json!("1.0"))
    );
    assert_eq!(
        record["EventSubscriptionArn"],
        subscription["SubscriptionArn"]
    );
    let told = &record["Sns"];
    assert_eq!(
        (&told["Type"], &told["Message"]),
        (&json!("Notification"), &json!("hello"))
    );
    assert_eq!(told["Subject"], Json::Null);
    assert_eq!(
        told["MessageAttributes"]["k"],
        json!({"Type": "String", "Value": "v"})
    );
    assert!(told["SigningCertUrl"].is_string() && told["UnsubscribeUrl"].is_string());
}

#[tokio::test]
async fn lam_3_and_svl_3_a_rule_tells_its_targets() {
    let world = running().await;
    echo(&world).await;
    let rule = json!({"Name": "r", "EventPattern": json!({"source": ["shop"]}).to_string()});
    let rule = world.of("events", "PutRule", rule).await["RuleArn"].clone();
    let target = json!({"Rule": "r", "Targets": [{"Id": "1", "Arn": arn("function:f")}]});
    world.of("events", "PutTargets", target).await;
    allow(&world, "events.amazonaws.com", rule.as_str().unwrap()).await;
    let event = json!({"Entries": [{
        "Source": "shop", "DetailType": "Order", "Detail": json!({"id": 7}).to_string()
    }]});
    assert_eq!(seen(&world).await, [] as [Json; 0]);
    world.of("events", "PutEvents", event).await;
    let events = seen(&world).await;
    assert_eq!(
        (&events[0]["source"], &events[0]["detail"]["id"]),
        (&json!("shop"), &json!(7))
    );
}
