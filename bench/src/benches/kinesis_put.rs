//! Putting records durably, 500 KiB a call, against writing a file and flushing it.

use super::{STREAMS, noise, write_file};
use crate::Options;
use crate::client::Call;
use crate::load::Load;
use crate::report::Report;
use crate::rounds::{Sample, Side, compare};
use crate::stage::Stage;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::time::Duration;

const BAR: f64 = 0.50;
/// Of a call.
const RECORDS: usize = 500;
const RECORD: usize = 1_000;
/// Each takes 1 MiB a second: more than any disk writes.
const SHARDS: u128 = 4_000;
/// The file is flushed after as much as the connections have under way.
const FLUSHED: usize = STREAMS * RECORDS * RECORD;

fn call<'c>(operation: &str, input: &Value) -> Call<'c> {
    Call::json("kinesis", &format!("Kinesis_20131202.{operation}"), input)
}

pub fn run(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "kinesis:*")?;
    let made = json!({ "StreamName": "bench", "ShardCount": SHARDS });
    stage.send(&call("CreateStream", &made))?;
    let summary = call("DescribeStreamSummary", &json!({ "StreamName": "bench" }));
    while !stage.send(&summary)?.contains("\"ACTIVE\"") {
        std::thread::sleep(Duration::from_millis(100));
    }
    let load = load(&stage, options);
    let mut report = Report::new(
        "kinesis-put",
        format!("durable PutRecords of 500 records of {RECORD} bytes, {STREAMS} connections"),
    );
    let file = stage.dir().join("file");
    let carried = (RECORDS * RECORD) as f64 / 1e6;
    let sides = vec![
        Side::haneul("haneul", BAR, || stage.carried(&load, carried)),
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
fn load(stage: &Stage, options: &Options) -> Load {
    let data: Vec<String> = noise(RECORDS * RECORD)
        .chunks(RECORD)
        .map(|record| BASE64_STANDARD.encode(record))
        .collect();
    stage.fresh(options, STREAMS, move |nth| {
        let hash = (u128::MAX / SHARDS * (u128::from(nth) % SHARDS)).to_string();
        let record = |data: &String| json!({ "Data": data, "PartitionKey": "bench", "ExplicitHashKey": hash });
        let records: Vec<_> = data.iter().map(record).collect();
        call("PutRecords", &json!({ "StreamName": "bench", "Records": records }))
    })
}
