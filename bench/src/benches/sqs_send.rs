//! The cost of a durable message, against what the store itself makes durable on this disk.

use super::identity::sample;
use crate::Options;
use crate::client::Call;
use crate::cloud::{self, Cloud};
use crate::load::{Load, again};
use crate::report::Report;
use crate::rounds::against_store;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

const BAR: f64 = 0.50;
const CONNECTIONS: usize = 64;
const BATCH: u64 = 1024;
/// Of a message's body, in characters.
const BODY: usize = 1024;

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
    let keys = cloud.user("bench", "sqs:*")?;
    let made = Call::json(
        "sqs",
        "AmazonSQS.CreateQueue",
        &json!({ "QueueName": "bench" }),
    )
    .send(&keys, cloud.address)?;
    let made: Value = serde_json::from_str(&made).map_err(|e| format!("{e}: {made}"))?;
    let queue = &made["QueueUrl"];

    let source = again(BATCH, |nth| {
        let message = json!({ "QueueUrl": queue, "MessageBody": text(nth) });
        let call = Call::json("sqs", "AmazonSQS.SendMessage", &message);
        call.signed_whole(&keys, cloud.address, nth)
    })?;
    let load = Load {
        address: cloud.address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source,
    };
    let mut report = Report::new(
        "sqs-send",
        format!("durable SendMessage of 1 KiB, {CONNECTIONS} connections"),
    );
    against_store(&mut report, "/s", options, (dir.path(), BAR), || {
        sample(&load, &|| cloud.processor_seconds())
    })?;
    Ok(report)
}

/// Text that does not compress well and differs from message to message.
pub fn text(nth: u64) -> String {
    let offset = (nth * 8) as usize;
    let mut text = BASE64_STANDARD.encode(&super::noise(BODY + BATCH as usize * 8)[offset..]);
    text.truncate(BODY);
    text
}
