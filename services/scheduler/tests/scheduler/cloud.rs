//! A cloud with the Scheduler, a role for it, and a queue.

use haneul_testkit::{Client, TestCloud};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub const ROLE: &str = "arn:aws:iam::111122223333:role/clock";

pub async fn cloud() -> TestCloud {
    let cloud = TestCloud::new(
        vec![
            Arc::new(haneul_events::Events),
            Arc::new(haneul_firehose::Firehose),
            Arc::new(haneul_iam::Iam),
            Arc::new(haneul_scheduler::Scheduler),
            Arc::new(haneul_sqs::Sqs),
            Arc::new(haneul_sts::Sts),
        ],
        Arc::new(haneul_iam::Directory::default()),
    )
    .await;
    let root = cloud.root();
    role(&root, "clock", "scheduler.amazonaws.com", json!("*")).await;
    cloud
}

pub async fn role(root: &Client, name: &str, service: &str, actions: Json) {
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}});
    let made = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
    root.call("iam", "CreateRole", made).await.unwrap();
    let allow = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}});
    let allow = json!({"RoleName": name, "PolicyName": "p", "PolicyDocument": allow.to_string()});
    root.call("iam", "PutRolePolicy", allow).await.unwrap();
}

pub async fn queue(root: &Client, name: &str) -> String {
    let attributes = match name.ends_with(".fifo") {
        true => json!({"FifoQueue": "true", "ContentBasedDeduplication": "true"}),
        false => json!({}),
    };
    let input = json!({"QueueName": name, "Attributes": attributes});
    root.call("sqs", "CreateQueue", input).await.unwrap();
    format!("arn:aws:sqs:us-east-1:111122223333:{name}")
}

pub async fn messages(root: &Client, name: &str) -> Vec<Json> {
    let url = format!("http://localhost:4566/111122223333/{name}");
    let mut all = Vec::new();
    loop {
        let input = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"], "AttributeNames": ["All"]});
        let got = root.call("sqs", "ReceiveMessage", input).await.unwrap();
        let Some(messages) = got["Messages"].as_array().filter(|m| !m.is_empty()) else {
            return all;
        };
        for message in messages {
            let done = json!({"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]});
            root.call("sqs", "DeleteMessage", done).await.unwrap();
            all.push(message.clone());
        }
    }
}

/// A schedule that sends `{"tick": 1}` to a queue, with what else is said.
pub fn tick(name: &str, expression: &str, queue: &str, more: Json) -> Json {
    let mut input = json!({
        "Name": name, "ScheduleExpression": expression,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": queue, "RoleArn": ROLE, "Input": "{\"tick\": 1}"},
    });
    input
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    input
}

/// Makes a schedule that is due at once and then once a day.
pub async fn daily(root: &Client, name: &str, more: Json) {
    let input = tick(name, "rate(1 day)", "", more);
    root.must("scheduler", "CreateSchedule", input).await;
}
