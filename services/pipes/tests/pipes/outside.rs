//! A pipe whose target is outside of the cloud.

use crate::cloud::{arn, input, world};
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

type Asked = Arc<Mutex<Vec<String>>>;

/// Answers with these statuses in turn, and then always with the last.
async fn server(turns: Vec<u16>) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Asked::default();
    let noted = asked.clone();
    tokio::spawn(async move {
        for turn in 0.. {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut text = String::new();
            // The body ends with the event's last brace.
            while !text.ends_with('}') {
                let mut buffer = [0; 4_096];
                let read = stream.read(&mut buffer).await.unwrap();
                assert!(read > 0, "the request ended early: {text}");
                text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            }
            noted.lock().unwrap().push(text);
            let status = turns[turn.min(turns.len() - 1)];
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, asked)
}

/// EVB-1: an API destination is told of each message, and those it does not take come again.
#[tokio::test]
async fn evb_1_a_pipe_tells_an_api_destination() {
    let world = world().await;
    let queue = json!({"VisibilityTimeout": "30"});
    let queue = world.queue_with("a", queue).await;
    let (url, asked) = server(vec![503, 200]).await;
    let made = json!({
        "Name": "c", "AuthorizationType": "API_KEY",
        "AuthParameters": {"ApiKeyAuthParameters": {"ApiKeyName": "X-Key", "ApiKeyValue": "v"}},
    });
    let connection = world.of("events", "CreateConnection", made).await;
    let made = json!({
        "Name": "d", "ConnectionArn": connection["ConnectionArn"], "HttpMethod": "PUT",
        "InvocationEndpoint": format!("{url}/things/*"),
    });
    let destination = world.of("events", "CreateApiDestination", made).await;
    let destination = destination["ApiDestinationArn"].as_str().unwrap();
    let parameters = json!({"TargetParameters": {
        "HttpParameters": {"PathParameterValues": ["$.body.id"], "QueryStringParameters": {"v": "1"}},
        "InputTemplate": "{\"id\": <$.body.id>}",
    }, "SourceParameters": {"SqsQueueParameters": {"BatchSize": 1}}});
    world.pipe("p", &queue, destination, parameters).await;
    let take = || std::mem::take(&mut *asked.lock().unwrap());
    world.say("a", "{\"id\": \"x 1\"}").await;
    world.seconds(10).await;
    let seen = take();
    assert_eq!(seen.len(), 1);
    assert!(
        seen[0].starts_with("PUT /things/x%201?v=1 HTTP/1.1\r\n"),
        "{}",
        seen[0]
    );
    assert!(seen[0].contains("x-key: v\r\n"), "{}", seen[0]);
    assert!(
        seen[0].ends_with("\r\n\r\n{\"id\": \"x 1\"}"),
        "{}",
        seen[0]
    );
    assert_eq!(world.waiting("a").await, ("0".into(), "1".into()));
    world.seconds(120).await;
    assert_eq!(take().len(), 1);
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
    let shown = world.ok("DescribePipe", json!({"Name": "p"})).await;
    let http = &shown["TargetParameters"]["HttpParameters"];
    assert_eq!(http["PathParameterValues"], json!(["$.body.id"]));
    // The role must be allowed to.
    world.allow("pipe", &["sqs:*"]).await;
    world.say("a", "{\"id\": \"y\"}").await;
    world.seconds(10).await;
    assert!(take().is_empty());
    assert_eq!(world.waiting("a").await, ("0".into(), "1".into()));
}

#[tokio::test]
async fn parameters_of_requests_are_for_api_destinations() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let http: Json =
        json!({"TargetParameters": {"HttpParameters": {"PathParameterValues": ["x"]}}});
    let refused = world.refusal("CreatePipe", input("p", &a, &b, http)).await;
    assert!(
        refused.contains("not supported for this target"),
        "{refused}"
    );
    let target = arn("events", "api-destination/d/1");
    let more = json!({"SourceParameters": {"SqsQueueParameters": {"BatchSize": 2}}});
    let refused = world
        .refusal("CreatePipe", input("p", &a, &target, more))
        .await;
    assert!(refused.contains("BatchSize"), "{refused}");
}
