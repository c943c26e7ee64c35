//! From a send to the function that reads the queue, which is warm: as the function itself sees it.

use crate::Options;
use crate::cloud::{self, Cloud};
use crate::functions::{Functions, WHOLE_PROCESSOR, until};
use crate::report::{Bar, Figure, Report, Verdict};
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// In milliseconds.
const BAR: f64 = 20.0;
const MESSAGES: usize = 200;
/// Between two of them: so that each finds nobody before it.
const PAUSE: Duration = Duration::from_millis(25);

/// Says of each message how many milliseconds ago it was sent.
const CODE: &str = "import time
def handler(event, context):
    for record in event['Records']:
        sent = int(record['attributes']['SentTimestamp'])
        print('TOOK', time.time() * 1000 - sent)
";

struct Bench<'s> {
    functions: Functions<'s>,
    queue: String,
}

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start_with(&binary, dir.path(), &["--plain-functions"])?;
    let keys = cloud.user("bench", "*")?;
    let bench = Bench::new(Functions::new(&cloud, &keys, "sqs:*")?)?;
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

impl<'s> Bench<'s> {
    fn new(functions: Functions<'s>) -> Result<Bench<'s>, String> {
        let queue = json!({"QueueName": "bench"});
        let made = functions.json("sqs", "AmazonSQS.CreateQueue", &queue)?;
        let queue = made["QueueUrl"].as_str().unwrap_or_default().to_owned();
        let files: [(&str, &[u8]); 1] = [("a.py", CODE.as_bytes())];
        let python = ("python3.12", "a.handler");
        functions.create("bench", python, WHOLE_PROCESSOR, &files)?;
        let mapping = json!({
            "FunctionName": "bench",
            "EventSourceArn": format!("arn:aws:sqs:us-east-1:{}:bench", functions.account),
        });
        let made = functions.rest(Method::POST, "/2015-03-31/event-source-mappings", &mapping)?;
        let uuid = made["UUID"].as_str().unwrap_or_default();
        let path = format!("/2015-03-31/event-source-mappings/{uuid}");
        until(|| Ok(functions.rest(Method::GET, &path, &Value::Null)?["State"] == "Enabled"))?;
        let bench = Bench { functions, queue };
        // The first call makes the sandbox.
        bench.send(MESSAGES)?;
        until(|| Ok(!bench.lines()?.is_empty()))?;
        Ok(bench)
    }

    fn send(&self, nth: usize) -> Result<(), String> {
        let input = json!({"QueueUrl": self.queue, "MessageBody": nth.to_string()});
        let sent = self.functions.json("sqs", "AmazonSQS.SendMessage", &input);
        sent.map(drop)
    }

    /// What the function has printed.
    fn lines(&self) -> Result<Vec<f64>, String> {
        let mut input = json!({"logGroupName": "/aws/lambda/bench", "filterPattern": "TOOK"});
        let mut lines = Vec::new();
        loop {
            let target = "Logs_20140328.FilterLogEvents";
            let Ok(page) = self.functions.json("logs", target, &input) else {
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
