//! One message to ten queues by a topic, against sending it to the ten queues.

use super::sqs_send::text;
use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, again};
use crate::report::Report;
use crate::rounds::{Sample, Side, compare};
use bytes::Bytes;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const BAR: f64 = 0.50;
const QUEUES: usize = 10;
const CONNECTIONS: usize = 64;
const BATCH: u64 = 1024;

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, dir.path())?;
    let keys = cloud.user("bench", "*")?;
    let topic = topic(&cloud, &keys)?;
    let mut queues = Vec::new();
    for nth in 0..QUEUES {
        queues.push(queue(&cloud, &keys, &topic, nth)?);
    }
    let publish = again(BATCH, |nth| {
        let form = form("Publish", &[("TopicArn", &topic), ("Message", &text(nth))]);
        Call::query("sns", &form).signed_whole(&keys, cloud.address, nth)
    });
    let send = again(BATCH, |nth| {
        let queue = &queues[nth as usize % QUEUES];
        let message = json!({ "QueueUrl": queue, "MessageBody": text(nth) });
        let call = Call::json("sqs", "AmazonSQS.SendMessage", &message);
        call.signed_whole(&keys, cloud.address, nth)
    });
    let load = |source| Load {
        address: cloud.address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source,
    };
    let (publish, send) = (load(publish?), load(send?));
    let mut report = Report::new(
        "sns-fanout",
        format!("Publish of 1 KiB to {QUEUES} queues, durable, {CONNECTIONS} connections"),
    );
    let sides = vec![
        Side::haneul("by a topic", BAR, || published(&cloud, &publish)),
        Side::peer("sent to each queue", || {
            let done = send.run()?;
            Ok(sample(done.per_second()))
        }),
    ];
    compare(&mut report, "messages/s", options.rounds, sides)?;
    report
        .notes
        .push("a turn of publishing ends when the last queue has the last message".to_owned());
    Ok(report)
}

fn published(cloud: &Cloud, load: &Load) -> Result<Sample, String> {
    let start = Instant::now();
    let published = load.run()?.requests;
    while waiting(cloud)? > 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let messages = published * QUEUES as u64;
    Ok(sample(messages as f64 / start.elapsed().as_secs_f64()))
}

fn sample(rate: f64) -> Sample {
    Sample {
        rate,
        besides: Vec::new(),
    }
}

/// Deliveries that have not been made.
fn waiting(cloud: &Cloud) -> Result<u64, String> {
    let call = Call::with_body("sts", Method::GET, "/_haneul/status", Bytes::new());
    let status: Value =
        serde_json::from_str(&call.send(&cloud.root, cloud.address)?).map_err(|e| e.to_string())?;
    let waiting = status["outboxWaiting"].as_u64();
    waiting.ok_or_else(|| "the status does not say what waits".to_owned())
}

fn form(action: &str, fields: &[(&str, &str)]) -> String {
    let mut form = format!("Action={action}&Version=2010-03-31");
    for (name, value) in fields {
        let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
        form += &format!("&{name}={value}");
    }
    form
}

fn topic(cloud: &Cloud, keys: &Keys) -> Result<String, String> {
    let form = form("CreateTopic", &[("Name", "bench")]);
    let made = Call::query("sns", &form).send(keys, cloud.address)?;
    let arn = made.split("<TopicArn>").nth(1);
    let arn = arn.and_then(|rest| rest.split('<').next());
    arn.map(str::to_owned)
        .ok_or_else(|| format!("no topic: {made}"))
}

fn queue(cloud: &Cloud, keys: &Keys, topic: &str, nth: usize) -> Result<Value, String> {
    let arn = topic.replace(":sns:", ":sqs:") + &format!("-{nth}");
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Service": "sns.amazonaws.com" },
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": { "ArnEquals": { "aws:SourceArn": topic } },
        }],
    });
    let input = json!({
        "QueueName": format!("bench-{nth}"),
        "Attributes": { "Policy": policy.to_string() },
    });
    let made = Call::json("sqs", "AmazonSQS.CreateQueue", &input).send(keys, cloud.address)?;
    let made: Value = serde_json::from_str(&made).map_err(|e| format!("{e}: {made}"))?;
    let subscribe = form(
        "Subscribe",
        &[("TopicArn", topic), ("Protocol", "sqs"), ("Endpoint", &arn)],
    );
    Call::query("sns", &subscribe).send(keys, cloud.address)?;
    Ok(made["QueueUrl"].clone())
}
