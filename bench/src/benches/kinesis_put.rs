//! Putting records durably, 500 KiB a call, against writing a file and flushing it.

use super::{STREAMS, noise, write_file};
use crate::Options;
use crate::client::{Call, Keys};
use crate::cloud::{self, Cloud};
use crate::load::{Load, Request};
use crate::report::Report;
use crate::rounds::{Sample, Side, compare};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const BAR: f64 = 0.50;
/// Of a call.
const RECORDS: usize = 500;
const RECORD: usize = 1_000;
/// Each takes 1 MiB a second: more than any disk writes.
const SHARDS: u128 = 4_000;
/// Requests made beforehand; each goes to a shard of its own.
const BATCH: u64 = 4_000;
/// The file is flushed after as much as the connections have under way.
const FLUSHED: usize = STREAMS * RECORDS * RECORD;

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let dir = options.scratch()?;
    let cloud = Cloud::start(&binary, &dir.path().join("cloud"))?;
    let keys = cloud.user("bench", "kinesis:*")?;
    let made = json!({ "StreamName": "bench", "ShardCount": SHARDS });
    Call::json("kinesis", "Kinesis_20131202.CreateStream", &made).send(&keys, cloud.address)?;
    let named = json!({ "StreamName": "bench" });
    let summary = Call::json("kinesis", "Kinesis_20131202.DescribeStreamSummary", &named);
    while !summary.send(&keys, cloud.address)?.contains("\"ACTIVE\"") {
        std::thread::sleep(Duration::from_millis(100));
    }
    let load = load(options, &keys, &cloud);
    let mut report = Report::new(
        "kinesis-put",
        format!("durable PutRecords of 500 records of {RECORD} bytes, {STREAMS} connections"),
    );
    let file = dir.path().join("file");
    let sides = vec![
        Side::haneul("haneul", BAR, || {
            let before = cloud.processor_seconds();
            let mut done = load.run()?;
            let used = cloud.processor_seconds().zip(before);
            let rate = (done.requests as usize * RECORDS * RECORD) as f64 / done.seconds / 1e6;
            Ok(done.sample(rate, used.map(|(after, before)| after - before)))
        }),
        Side::peer("one file, written and flushed", || {
            Ok(Sample {
                rate: write_file(&file, options.turn(), FLUSHED)? / 1e6,
                besides: Vec::new(),
            })
        }),
    ];
    compare(&mut report, "MB/s", options.rounds, sides)?;
    report.notes.push(format!(
        "the file is flushed every {} MB",
        FLUSHED / 1_000_000
    ));
    Ok(report)
}

/// All records of a call go to one shard, and calls to one after another.
fn load(options: &Options, keys: &Keys, cloud: &Cloud) -> Load {
    let (keys, address) = (keys.clone(), cloud.address);
    let data: Vec<String> = noise(RECORDS * RECORD)
        .chunks(RECORD)
        .map(|record| BASE64_STANDARD.encode(record))
        .collect();
    let source = move |nth: u64| {
        let hash = (u128::MAX / SHARDS * u128::from(nth % BATCH)).to_string();
        let record = |data: &String| json!({ "Data": data, "PartitionKey": "bench", "ExplicitHashKey": hash });
        let records: Vec<_> = data.iter().map(record).collect();
        let input = json!({ "StreamName": "bench", "Records": records });
        let call = Call::json("kinesis", "Kinesis_20131202.PutRecords", &input);
        // What cannot be signed cannot be sent either, and the server says so.
        call.signed(&keys, address, nth)
            .unwrap_or_else(|_| Request {
                head: bytes::Bytes::from_static(b"unsigned\r\n\r\n"),
                body: bytes::Bytes::new(),
            })
    };
    Load {
        address,
        connections: STREAMS,
        duration: options.turn(),
        source: Arc::new(source),
    }
}
