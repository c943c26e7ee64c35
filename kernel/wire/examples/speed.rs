//! What reading and writing costs: `cargo run --release --example speed`.

use haneul_model::{Protocol, Value, model};
use haneul_wire::route::{Models, Route, route};
use haneul_wire::{Labels, RequestHead, decode, encode};
use http::{HeaderMap, HeaderValue, Method};
use std::hint::black_box;
use std::time::Instant;

/// The best of many rounds, in microseconds.
fn measure(what: &str, bytes: usize, mut run: impl FnMut()) {
    let mut best = f64::MAX;
    for _ in 0..200 {
        let start = Instant::now();
        for _ in 0..50 {
            run();
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e6 / 50.0);
    }
    println!("{what:44} {bytes:>8} bytes {best:>9.2} µs");
}

fn read(id: &str, operation: &str, protocol: Protocol, body: &str) {
    let model = model(id).unwrap();
    let op = model.operation(operation).unwrap();
    let headers = HeaderMap::new();
    let head = RequestHead {
        method: &Method::POST,
        path: "/",
        query: "",
        headers: &headers,
    };
    measure(&format!("{id} {operation} in"), body.len(), || {
        let labels = Labels::default();
        let value = decode(
            model,
            op,
            protocol,
            &labels,
            &head,
            black_box(body.as_bytes()),
        );
        black_box(value.unwrap());
    });
}

fn write(id: &str, operation: &str, protocol: Protocol, value: &Value) {
    let model = model(id).unwrap();
    let op = model.operation(operation).unwrap();
    let size = encode(model, op, protocol, value, "id").body.len();
    measure(&format!("{id} {operation} out"), size, || {
        black_box(encode(model, op, protocol, black_box(value), "id"));
    });
}

fn find(what: &str, line: &str, service: &str, target: Option<&'static str>) {
    let (method, path) = line.split_once(' ').unwrap();
    let method: Method = method.parse().unwrap();
    let mut headers = HeaderMap::new();
    let signed =
        format!("AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/{service}/aws4_request, x");
    headers.insert("authorization", HeaderValue::from_str(&signed).unwrap());
    headers.insert("host", HeaderValue::from_static("localhost:4566"));
    if let Some(target) = target {
        headers.insert("x-amz-target", HeaderValue::from_static(target));
    }
    let head = RequestHead {
        method: &method,
        path,
        query: "",
        headers: &headers,
    };
    measure(&format!("route {what}"), path.len(), || {
        let found = route(&Models, black_box(&head), b"");
        assert!(matches!(found, Ok(Route::Operation(_))));
    });
}

fn text(value: &str) -> Value {
    Value::Str(value.to_owned())
}

fn send_message() -> String {
    let attribute = r#"{"DataType":"String","StringValue":"value of the attribute"}"#;
    format!(
        r#"{{"QueueUrl":"http://sqs.us-east-1.localhost:4566/000000000000/queue","MessageBody":"{}","DelaySeconds":0,"MessageAttributes":{{"one":{attribute},"two":{attribute}}}}}"#,
        "hello ".repeat(35)
    )
}

fn put_item() -> String {
    let attributes: Vec<String> = (0..10)
        .map(|i| format!(r#""attribute{i}":{{"S":"value number {i}"}}"#))
        .collect();
    format!(
        r#"{{"TableName":"table","Item":{{{}}}}}"#,
        attributes.join(",")
    )
}

fn delete_objects() -> String {
    let objects: Vec<String> = (0..1000)
        .map(|i| format!("<Object><Key>folder/key-{i:08}</Key></Object>"))
        .collect();
    format!("<Delete>{}</Delete>", objects.concat())
}

fn listing() -> Value {
    let object = |i: usize| {
        Value::Struct(vec![
            ("Key", Value::Str(format!("folder/key-{i:08}"))),
            (
                "LastModified",
                Value::Time("2026-01-01T00:00:00Z".parse().unwrap()),
            ),
            ("ETag", text("\"d41d8cd98f00b204e9800998ecf8427e\"")),
            ("Size", Value::Int(1234)),
            ("StorageClass", text("STANDARD")),
        ])
    };
    Value::Struct(vec![
        ("IsTruncated", Value::Bool(false)),
        ("Contents", Value::List((0..1000).map(object).collect())),
        ("Name", text("bucket")),
        ("KeyCount", Value::Int(1000)),
    ])
}

fn main() {
    read("sqs", "SendMessage", Protocol::Json10, &send_message());
    read("dynamodb", "PutItem", Protocol::Json10, &put_item());
    read("s3", "DeleteObjects", Protocol::RestXml, &delete_objects());
    let run = "Action=RunInstances&Version=2016-11-15&ImageId=ami-1&InstanceType=t3.micro\
               &MinCount=1&MaxCount=1&SecurityGroupId.1=sg-1&SecurityGroupId.2=sg-2\
               &BlockDeviceMapping.1.DeviceName=%2Fdev%2Fsda1&BlockDeviceMapping.1.Ebs.VolumeSize=8\
               &TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=Name\
               &TagSpecification.1.Tag.1.Value=web";
    read("ec2", "RunInstances", Protocol::Ec2, run);
    let sent = Value::Struct(vec![
        ("MD5OfMessageBody", text("5d41402abc4b2a76b9719d911017c592")),
        ("MessageId", text("00000000-0000-4000-8000-000000000000")),
    ]);
    write("sqs", "SendMessage", Protocol::Json10, &sent);
    write("s3", "ListObjectsV2", Protocol::RestXml, &listing());
    find(
        "sqs by target",
        "POST /",
        "sqs",
        Some("AmazonSQS.SendMessage"),
    );
    find("s3 GetObject", "GET /bucket/folder/key", "s3", None);
    find(
        "lambda Invoke",
        "POST /2015-03-31/functions/f/invocations",
        "lambda",
        None,
    );
}
