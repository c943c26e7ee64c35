//! The cost of a durable message, against what the store itself makes durable on this disk.

use super::identity::sample;
use crate::Options;
use crate::client::Call;
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request};
use crate::process::Running;
use crate::report::Report;
use crate::rounds::{Side, compare, peer_turn};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::sync::Arc;

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

    let rows = dir.path().join("rows");
    let mut store = Running::start_self(&["store".as_ref(), rows.as_os_str()])?;
    store.line_after("ready")?;

    let batch: Result<Vec<Request>, String> = (0..BATCH)
        .map(|nth| {
            let message = json!({ "QueueUrl": queue, "MessageBody": text(nth) });
            Call::json("sqs", "AmazonSQS.SendMessage", &message).signed_whole(
                &keys,
                cloud.address,
                nth,
            )
        })
        .collect();
    let batch = batch?;
    let load = Load {
        address: cloud.address,
        connections: CONNECTIONS,
        duration: options.turn(),
        source: Arc::new(move |nth| batch[(nth % BATCH) as usize].clone()),
    };
    let mut report = Report::new(
        "sqs-send",
        format!("durable SendMessage of 1 KiB, {CONNECTIONS} connections"),
    );
    let seconds = options.turn().as_secs_f64();
    let sides = vec![
        Side::haneul("haneul", BAR, || {
            sample(&load, &|| cloud.processor_seconds())
        }),
        Side::peer("the store's own durable rows", || {
            peer_turn(&mut store, seconds)
        }),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    report
        .notes
        .push("the store's rows are of 1 KiB, from 64 writers, on the same disk".to_owned());
    Ok(report)
}

/// Text that does not compress well and differs from message to message.
pub fn text(nth: u64) -> String {
    let offset = (nth * 8) as usize;
    let mut text = BASE64_STANDARD.encode(&super::noise(BODY + BATCH as usize * 8)[offset..]);
    text.truncate(BODY);
    text
}
