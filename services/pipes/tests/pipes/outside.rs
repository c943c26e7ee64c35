//! A pipe whose target or whose enrichment is outside of the cloud.

use crate::cloud::{World, arn, input, world};
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

type Asked = Arc<Mutex<Vec<String>>>;

/// Answers with these statuses in turn, and then always with the last.
async fn server(turns: Vec<u16>) -> (String, Asked) {
    saying(turns.into_iter().map(|status| (status, "")).collect()).await
}

/// The same, and says something.
async fn saying(turns: Vec<(u16, &'static str)>) -> (String, Asked) {
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
            let (status, body) = turns[turn.min(turns.len() - 1)];
            let length = body.len();
            let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, asked)
}

/// Its ARN.
async fn destination(world: &World, url: &str) -> String {
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
    destination["ApiDestinationArn"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// EVB-1: an API destination is told of each message, and those it does not take come again.
#[tokio::test]
async fn evb_1_a_pipe_tells_an_api_destination() {
    let world = world().await;
    let queue = json!({"VisibilityTimeout": "30"});
    let queue = world.queue_with("a", queue).await;
    let (url, asked) = server(vec![503, 200]).await;
    let destination = destination(&world, &url).await;
    let destination = destination.as_str();
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

/// EVB-1: what an API destination answers is what the target is told: nothing, one event, or more.
#[tokio::test]
async fn evb_1_a_pipe_goes_by_way_of_an_api_destination() {
    let world = world().await;
    let queue = json!({"VisibilityTimeout": "30"});
    let queue = world.queue_with("a", queue).await;
    let target = world.queue("b").await;
    let turns = vec![
        (503, "later"),
        (200, r#"[{"name": "one"}, {"name": "two"}]"#),
        (200, "[]"),
        (200, ""),
        (200, r#"{"name": "three"}"#),
        (200, "just text"),
        (404, r#"{"name": "four"}"#),
    ];
    let (url, asked) = saying(turns).await;
    let destination = destination(&world, &url).await;
    let parameters = json!({
        "Enrichment": destination,
        "EnrichmentParameters": {
            "HttpParameters": {
                "PathParameterValues": ["$.body.id"], "QueryStringParameters": {"v": "$.messageId"},
                "HeaderParameters": {"X-Of": "pipes"},
            },
            "InputTemplate": "{\"id\": <$.body.id>}",
        },
        "TargetParameters": {"InputTemplate": "<$.name>"},
        "SourceParameters": {"SqsQueueParameters": {"BatchSize": 1}},
    });
    world.pipe("p", &queue, &target, parameters.clone()).await;
    let take = || std::mem::take(&mut *asked.lock().unwrap());
    let tell = async |id: &str, seconds| {
        world.say("a", &format!("{{\"id\": \"{id}\"}}")).await;
        world.seconds(seconds).await;
        take()
    };
    // The first time it does not answer, and the message comes again.
    let seen = tell("x 1", 90).await;
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0].starts_with("PUT /things/x%201?v="), "{}", seen[0]);
    for said in [
        "x-key: v\r\n",
        "x-of: pipes\r\n",
        "\r\n\r\n{\"id\": \"x 1\"}",
    ] {
        assert!(seen[0].contains(said), "{}", seen[0]);
    }
    assert!(!seen[0].contains("accept-encoding"), "{}", seen[0]);
    let mut told = world.bodies("b").await;
    told.sort();
    assert_eq!(told, ["one", "two"]);
    for id in ["nothing", "nobody"] {
        assert_eq!(tell(id, 10).await.len(), 1);
    }
    assert!(world.bodies("b").await.is_empty());
    assert_eq!(tell("3", 10).await.len(), 1);
    assert_eq!(world.bodies("b").await, ["three"]);
    assert_eq!(world.waiting("a").await, ("0".into(), "0".into()));
    let template = json!({"TargetParameters": {"InputTemplate": "<$>"}});
    let change = json!({"Name": "p", "RoleArn": crate::cloud::ROLE,
        "TargetParameters": template["TargetParameters"]});
    world.ok("UpdatePipe", change).await;
    world.seconds(2).await;
    assert_eq!(tell("4", 10).await.len(), 1);
    assert_eq!(world.bodies("b").await, ["just text"]);
    // What is refused comes again; so does what the role may not do, unasked.
    assert_eq!(tell("5", 10).await.len(), 1);
    assert_eq!(world.waiting("a").await, ("0".into(), "1".into()));
    world.allow("pipe", &["sqs:*"]).await;
    assert!(tell("6", 60).await.is_empty());
    assert!(world.bodies("b").await.is_empty());
    let shown = world.ok("DescribePipe", json!({"Name": "p"})).await;
    assert_eq!(
        shown["EnrichmentParameters"],
        parameters["EnrichmentParameters"]
    );
}

#[tokio::test]
async fn api_destinations_enrich_one_event_at_a_time() {
    let world = world().await;
    let (a, b) = (world.queue("a").await, world.queue("b").await);
    let enrichment = arn("events", "api-destination/d/1");
    let refused = async |mut more: Json| {
        more["Enrichment"] = json!(enrichment);
        world.refusal("CreatePipe", input("p", &a, &b, more)).await
    };
    let two = json!({"SourceParameters": {"SqsQueueParameters": {"BatchSize": 2}}});
    let said = refused(two).await;
    assert!(said.contains("than the enrichment supports: 1"), "{said}");
    let path = json!({
        "SourceParameters": {"SqsQueueParameters": {"BatchSize": 1}},
        "EnrichmentParameters": {"HttpParameters": {"PathParameterValues": ["$.["]}},
    });
    let said = refused(path).await;
    assert!(said.contains("Invalid JSON path"), "{said}");
    for (service, resource) in [
        ("execute-api", "x/prod/GET/y"),
        ("states", "stateMachine:m"),
    ] {
        let more = json!({"Enrichment": arn(service, resource)});
        let said = world.refusal("CreatePipe", input("p", &a, &b, more)).await;
        assert!(
            said.contains(&format!("enrichments of {service}")),
            "{said}"
        );
    }
    let stream = world.stream("s").await;
    let more = json!({
        "Enrichment": enrichment,
        "SourceParameters": {"KinesisStreamParameters": {"StartingPosition": "LATEST"}},
    });
    world.ok("CreatePipe", input("s", &stream, &b, more)).await;
    let shown = world.ok("DescribePipe", json!({"Name": "s"})).await;
    let read = &shown["SourceParameters"]["KinesisStreamParameters"];
    assert_eq!(read["BatchSize"], 1);
    // A node of old would take it for a function: such a pipe is not made while there is one.
    let store = &world.cloud.cloud.store;
    store.set_level(7);
    let more = json!({
        "Enrichment": enrichment, "SourceParameters": {"SqsQueueParameters": {"BatchSize": 1}},
    });
    let made = input("t", &a, &b, more);
    let refused = world.root.call("pipes", "CreatePipe", made).await;
    assert_eq!(refused.unwrap_err().status, Some(503));
    world.ok("CreatePipe", input("u", &a, &b, json!({}))).await;
    store.set_level(8);
    world.ok("DescribePipe", json!({"Name": "u"})).await;
}
