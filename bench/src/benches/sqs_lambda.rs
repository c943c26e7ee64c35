//! From a send to the function that reads the queue, which is warm: as the function itself sees it.

use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::report::{Bar, Figure, Report, Verdict};
use bytes::Bytes;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// In milliseconds.
const BAR: f64 = 20.0;
const MESSAGES: usize = 200;
/// Between two of them: so that each finds nobody before it.
const PAUSE: Duration = Duration::from_millis(25);
const PATIENCE: Duration = Duration::from_secs(60);

/// `a.py`, which prints `TOOK` and the milliseconds since `SentTimestamp` for each message.
const CODE: &str = "UEsDBBQAAAAIAAAAIQD4v0+RhwAAAKgAAAAEAAAAYS5weSWNvQ7CMAyE9z6FNyeooLAi8QQMlaBb1CE0rohEk8g1P49PEm64wXffOaw5sYCElTpPCzxc9E9iRW+K0sOcotBX9KmDopg+cG7dQzWlYQdHY0wLl8TAECI01OKV5sR+w+nPVmUOURSOw3DBvq3toV7YohPhcH8JFcDirSyM5cMmbs04ad39AFBLAQIUAxQAAAAIAAAAIQD4v0+RhwAAAKgAAAAEAAAAAAAAAAAAAACkAQAAAABhLnB5UEsFBgAAAAABAAEAMgAAAKkAAAAAAA==";

struct Bench {
    cloud: Cloud,
    keys: Keys,
    queue: String,
}

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start_with(&binary, dir.path(), &["--plain-functions"])?;
    let keys = cloud.user("bench", "*")?;
    let mut bench = Bench {
        cloud,
        keys,
        queue: String::new(),
    };
    bench.make()?;
    for nth in 0..MESSAGES {
        bench.send(nth)?;
        std::thread::sleep(PAUSE);
    }
    let took = bench.took()?;
    let mut report = Report::new(
        "sqs-lambda",
        format!("from a send to the function, {MESSAGES} messages one after another"),
    );
    let figure = Figure::new("until the function has it", "ms", took);
    report.verdicts.push(Verdict {
        what: "until the function has it".to_owned(),
        value: figure.median(),
        unit: "ms",
        bar: Bar::AtMost(BAR),
    });
    report.figures.push(figure);
    let note = "as the function sees it: from SentTimestamp, which has no parts of milliseconds";
    report.notes.push(note.to_owned());
    Ok(report)
}

impl Bench {
    fn rest(&self, method: Method, path: &str, input: &Value) -> Result<Value, String> {
        let body = match method {
            Method::GET => Bytes::new(),
            _ => Bytes::from(input.to_string()),
        };
        let call = Call::with_body("lambda", method, path, body)
            .header("content-type", "application/json".to_owned());
        read(&call.send(&self.keys, self.cloud.address)?)
    }

    fn json(&self, service: &str, target: &str, input: &Value) -> Result<Value, String> {
        let call = Call::json(service, target, input);
        read(&call.send(&self.keys, self.cloud.address)?)
    }

    fn iam(&self, action: &str, fields: &[(&str, &str)]) -> Result<(), String> {
        let mut form = format!("Action={action}&Version=2010-05-08&RoleName=bench");
        for (name, value) in fields {
            let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
            form += &format!("&{name}={value}");
        }
        let call = Call::query("iam", &form);
        call.send(&self.keys, self.cloud.address).map(drop)
    }

    fn make(&mut self) -> Result<(), String> {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole"}]});
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": ["sqs:*", "logs:*"], "Resource": "*"}]});
        let trust = trust.to_string();
        self.iam("CreateRole", &[("AssumeRolePolicyDocument", &trust)])?;
        let policy = policy.to_string();
        let fields = [("PolicyName", "bench"), ("PolicyDocument", policy.as_str())];
        self.iam("PutRolePolicy", &fields)?;
        let queue = json!({"QueueName": "bench"});
        let made = self.json("sqs", "AmazonSQS.CreateQueue", &queue)?;
        let url = made["QueueUrl"].as_str().unwrap_or_default();
        url.clone_into(&mut self.queue);
        let account = url.rsplit('/').nth(1).unwrap_or_default();
        let function = json!({
            "FunctionName": "bench", "Runtime": "python3.12", "Handler": "a.handler",
            "Role": format!("arn:aws:iam::{account}:role/bench"), "Code": {"ZipFile": CODE},
            // With a whole processor: what takes its time is the way to it.
            "Timeout": 20, "MemorySize": 1_769,
        });
        self.rest(Method::POST, "/2015-03-31/functions", &function)?;
        let mapping = json!({
            "FunctionName": "bench",
            "EventSourceArn": format!("arn:aws:sqs:us-east-1:{account}:bench"),
        });
        let made = self.rest(Method::POST, "/2015-03-31/event-source-mappings", &mapping)?;
        let uuid = made["UUID"].as_str().unwrap_or_default();
        let path = format!("/2015-03-31/event-source-mappings/{uuid}");
        let is_ready = || {
            let shown = self.rest(Method::GET, &path, &Value::Null)?;
            Ok(shown["State"] == "Enabled")
        };
        until(is_ready)?;
        // The first call makes the sandbox.
        self.send(MESSAGES)?;
        until(|| Ok(!self.lines()?.is_empty()))
    }

    fn send(&self, nth: usize) -> Result<(), String> {
        let input = json!({"QueueUrl": self.queue, "MessageBody": nth.to_string()});
        self.json("sqs", "AmazonSQS.SendMessage", &input).map(drop)
    }

    /// What the function has printed.
    fn lines(&self) -> Result<Vec<f64>, String> {
        let mut input = json!({"logGroupName": "/aws/lambda/bench", "filterPattern": "TOOK"});
        let mut lines = Vec::new();
        loop {
            let Ok(page) = self.json("logs", "Logs_20140328.FilterLogEvents", &input) else {
                // There is no log yet.
                return Ok(lines);
            };
            let events = page["events"].as_array().cloned().unwrap_or_default();
            let took = |event: &Value| {
                let text = event["message"].as_str()?.trim().strip_prefix("TOOK ")?;
                text.parse::<f64>().ok()
            };
            lines.extend(events.iter().filter_map(took));
            match &page["nextToken"] {
                Value::String(token) => input["nextToken"] = json!(token),
                _ => return Ok(lines),
            }
        }
    }

    fn took(&self) -> Result<Vec<f64>, String> {
        until(|| Ok(self.lines()?.len() > MESSAGES))?;
        // The first one waited for its sandbox.
        Ok(self.lines()?.split_off(1))
    }
}

fn read(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|e| format!("{e}: {text}"))
}

fn until(is: impl Fn() -> Result<bool, String>) -> Result<(), String> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if is()? {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("the function is not called".to_owned())
}
