//! Event source mappings.

mod measured;
mod of_consumers;
mod of_queues;
mod of_streams;
mod of_tables;
mod rules;

use crate::cloud::{World, merged};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value as Json, json};

/// Shows what it is called with, and fails where it is told to.
pub const SHOW: &str = "
import json
def handler(event, context):
    print('EVENT ' + json.dumps(event))
    if 'fail' in json.dumps(event):
        raise ValueError('as told')
";

pub fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:111122223333:{resource}")
}

pub fn url(name: &str) -> String {
    format!("http://localhost:4566/111122223333/{name}")
}

impl World {
    /// A queue, whose messages are hidden for half a minute.
    pub async fn queue(&self, name: &str, more: Json) -> String {
        let mut attributes = merged(json!({"VisibilityTimeout": "30"}), more);
        if name.ends_with(".fifo") {
            attributes["FifoQueue"] = json!("true");
            attributes["ContentBasedDeduplication"] = json!("true");
        }
        let input = json!({"QueueName": name, "Attributes": attributes});
        self.of("sqs", "CreateQueue", input).await;
        arn("sqs", name)
    }

    pub async fn say(&self, queue: &str, body: &str) {
        let mut input = json!({"QueueUrl": url(queue), "MessageBody": body});
        if queue.ends_with(".fifo") {
            input["MessageGroupId"] = json!(body.split(' ').next());
        }
        self.of("sqs", "SendMessage", input).await;
    }

    /// Messages that can be received, and those that somebody has.
    pub async fn waiting(&self, queue: &str) -> (String, String) {
        let names = [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
        ];
        let input = json!({"QueueUrl": url(queue), "AttributeNames": names});
        let got = self.of("sqs", "GetQueueAttributes", input).await;
        let text = |name: &str| got["Attributes"][name].as_str().unwrap().to_owned();
        (text(names[0]), text(names[1]))
    }

    pub async fn bodies(&self, queue: &str) -> Vec<Json> {
        let input = json!({"QueueUrl": url(queue), "MaxNumberOfMessages": 10});
        let got = self.of("sqs", "ReceiveMessage", input).await;
        let messages = got["Messages"].as_array().cloned().unwrap_or_default();
        let body = |message: &Json| message["Body"].as_str().unwrap().to_owned();
        let read = |text: String| serde_json::from_str(&text).unwrap_or(Json::String(text));
        messages.iter().map(body).map(read).collect()
    }

    pub async fn stream(&self, name: &str, shards: i64) -> String {
        let input = json!({"StreamName": name, "ShardCount": shards});
        self.of("kinesis", "CreateStream", input).await;
        self.seconds(2).await;
        arn("kinesis", &format!("stream/{name}"))
    }

    pub async fn put(&self, stream: &str, key: &str, data: &str) -> String {
        let data = BASE64_STANDARD.encode(data);
        let input = json!({"StreamName": stream, "PartitionKey": key, "Data": data});
        let put = self.of("kinesis", "PutRecord", input).await;
        put["SequenceNumber"].as_str().unwrap().to_owned()
    }

    /// Into two shards.
    pub async fn split(&self, stream: &str) {
        let split = json!({
            "StreamName": stream, "ShardToSplit": "shardId-000000000000",
            "NewStartingHashKey": "170141183460469231731687303715884105728",
        });
        self.of("kinesis", "SplitShard", split).await;
    }

    /// What lay in a shard came before what lay in those that it was split into.
    pub async fn saw_children_behind(&self) {
        let mut seen = self.seen("f", data).await.concat();
        assert_eq!(seen.remove(0), "before");
        seen.sort();
        assert_eq!(seen, ["after a", "after b", "after c", "after d"]);
    }

    /// A mapping that has settled.
    pub async fn map(&self, function: &str, source: &str, more: Json) -> String {
        let input = json!({"FunctionName": function, "EventSourceArn": source});
        let made = self
            .ok("CreateEventSourceMapping", merged(input, more))
            .await;
        self.seconds(1).await;
        made["UUID"].as_str().unwrap().to_owned()
    }

    pub async fn mapping(&self, uuid: &str) -> Json {
        self.ok("GetEventSourceMapping", json!({"UUID": uuid}))
            .await
    }

    /// What a function was called with.
    pub async fn events(&self, function: &str) -> Vec<Json> {
        let lines = self.log(function).await;
        let events = lines.iter().filter_map(|line| line.strip_prefix("EVENT "));
        events
            .map(|text| serde_json::from_str(text).unwrap())
            .collect()
    }

    /// Texts of a member of all records, call by call.
    pub async fn seen(&self, function: &str, of: impl Fn(&Json) -> String) -> Vec<Vec<String>> {
        let events = self.events(function).await;
        let records = |event: &Json| {
            event["Records"]
                .as_array()
                .unwrap()
                .iter()
                .map(&of)
                .collect()
        };
        events.iter().map(records).collect()
    }
}

pub fn body(record: &Json) -> String {
    record["body"].as_str().unwrap().to_owned()
}

pub fn data(record: &Json) -> String {
    let data = record["kinesis"]["data"].as_str().unwrap();
    String::from_utf8(BASE64_STANDARD.decode(data).unwrap()).unwrap()
}
