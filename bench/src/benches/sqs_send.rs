//! The cost of a durable message, against what the store itself makes durable on this disk.

use crate::Options;
use crate::client::Call;
use crate::report::Report;
use crate::rounds::against_store;
use crate::stage::{BATCH, Stage};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

const BAR: f64 = 0.50;
const CONNECTIONS: usize = 64;
/// Of a message's body, in characters.
const BODY: usize = 1024;

pub fn run(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "sqs:*")?;
    let named = json!({ "QueueName": "bench" });
    let made = stage.send(&Call::json("sqs", "AmazonSQS.CreateQueue", &named))?;
    let made: Value = serde_json::from_str(&made).map_err(|e| format!("{e}: {made}"))?;
    let queue = &made["QueueUrl"];
    let load = stage.prepared(options, (CONNECTIONS, BATCH), |nth| {
        let message = json!({ "QueueUrl": queue, "MessageBody": text(nth) });
        Call::json("sqs", "AmazonSQS.SendMessage", &message)
    })?;
    let mut report = Report::new(
        "sqs-send",
        format!("durable SendMessage of 1 KiB, {CONNECTIONS} connections"),
    );
    let place = (stage.dir(), BAR);
    against_store(&mut report, "/s", options, place, || stage.sample(&load))?;
    Ok(report)
}

/// Text that does not compress well and differs from message to message.
pub fn text(nth: u64) -> String {
    let offset = (nth * 8) as usize;
    let mut text = BASE64_STANDARD.encode(&super::noise(BODY + BATCH as usize * 8)[offset..]);
    text.truncate(BODY);
    text
}
