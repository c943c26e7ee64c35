//! A table of many items: what it takes of memory, how soon a cloud with it is ready again, and that a
//! query costs the same in a collection of many as in one of a few.

use super::dynamodb::{PAGE, begin, load, put_all};
use crate::Options;
use crate::client::Call;
use crate::cloud;
use crate::process;
use crate::report::{Bar, Report, Verdict};
use crate::rounds::{Side, compare};
use crate::stage::Stage;
use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use std::thread;
use std::time::Instant;

/// In megabytes, and in milliseconds.
const MEMORY_BAR: f64 = 300.0;
const READY_BAR: f64 = 1_000.0;
/// Within a fifth.
const QUERY_BAR: f64 = 0.80;

/// Of all items, those of the large collection; and how many the small one has.
const PART: u64 = 10;
const SMALL: u64 = 1_000;
/// Items of each other collection.
const OTHERS: u64 = 500;
const WRITERS: u64 = 8;
/// One key takes so many at once, and so many more for each second.
const BURST: u64 = 4_000;

pub fn run(options: &Options) -> Result<Report, String> {
    let mut stage = begin(options, true)?;
    let (all, large) = (options.objects, options.objects / PART);
    let started = Instant::now();
    collection(&stage, "large", large)?;
    collection(&stage, "small", SMALL.min(large))?;
    others(&stage, all - large)?;
    let seconds = started.elapsed().as_secs_f64();
    let mut report = Report::new("dynamo-load", format!("a table of {all} items"));
    report.notes.push(format!(
        "loaded in {seconds:.0} s, 25 items a call, {WRITERS} writers"
    ));
    if let Some((memory, _)) = process::memory(stage.cloud.process.id()) {
        report.verdicts.push(Verdict {
            what: "memory when loaded".to_owned(),
            value: memory,
            unit: "MB",
            bar: Bar::AtMost(MEMORY_BAR),
        });
    }
    let query = |name: &str, middle: u64| {
        let values = json!({ ":id": { "S": name }, ":from": { "N": middle.to_string() } });
        json!({
            "TableName": "bench", "KeyConditionExpression": "id = :id AND n >= :from",
            "ExpressionAttributeValues": values, "Limit": PAGE,
        })
    };
    let many = load(&stage, options, "Query", |_| query("large", large / 2))?;
    let few = load(&stage, options, "Query", |_| query("small", 0))?;
    let sides = vec![
        Side::haneul("of many", QUERY_BAR, || stage.sample(&many)),
        Side::peer("of a few", || stage.sample(&few)),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    let ready = again(&mut stage, options)?;
    report.verdicts.push(Verdict {
        what: "ready again after kill -9".to_owned(),
        value: ready,
        unit: "ms",
        bar: Bar::AtMost(READY_BAR),
    });
    Ok(report)
}

/// Milliseconds.
fn again(stage: &mut Stage, options: &Options) -> Result<f64, String> {
    stage.cloud.process.kill();
    let binary = cloud::binary(options)?;
    let begin = Instant::now();
    let mut process = cloud::spawn(&binary, &stage.data())?;
    process.line_after("ready ")?;
    Ok(begin.elapsed().as_secs_f64() * 1e3)
}

fn item(name: &str, n: u64) -> Value {
    json!({ "id": { "S": name }, "n": { "N": n.to_string() } })
}

/// Items of one key. The clock is moved, since a key takes only so many a second.
fn collection(stage: &Stage, name: &str, count: u64) -> Result<(), String> {
    let numbers: Vec<u64> = (0..count).collect();
    for burst in numbers.chunks(BURST as usize) {
        put_all(stage, burst.iter().map(|n| item(name, *n)))?;
        let moved = json!({ "advance_seconds": 5 }).to_string();
        let call = Call::with_body("sts", Method::POST, "/_haneul/clock", Bytes::from(moved));
        call.send(&stage.cloud.root, stage.cloud.address)?;
    }
    Ok(())
}

/// Items of many keys, by several writers.
fn others(stage: &Stage, count: u64) -> Result<(), String> {
    let one = |writer: u64| -> Result<(), String> {
        let mine = (0..count).filter(|n| n / OTHERS % WRITERS == writer);
        put_all(
            stage,
            mine.map(|n| item(&format!("other-{}", n / OTHERS), n)),
        )
    };
    thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| scope.spawn(move || one(writer)))
            .collect();
        for writer in writers {
            writer
                .join()
                .map_err(|_| "a writer has failed".to_owned())??;
        }
        Ok(())
    })
}
