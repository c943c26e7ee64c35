//! CloudWatch Logs: lines taken in durably, and a million of them looked through.

use super::{STREAMS, noise, write_file};
use crate::Options;
use crate::client::Call;
use crate::report::Report;
use crate::rounds::{Sample, Side, compare};
use crate::stage::Stage;
use serde_json::{Value as Json, json};
use std::fs::File;
use std::io::{Read, Write};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Lines a second, taken in and looked through.
const PUT_BAR: f64 = 20_000.0;
const FILTER_BAR: f64 = MANY as f64;
/// Beside a file.
const BAR: f64 = 0.20;
/// Of a call.
const LINES: usize = 1_000;
const LINE: usize = 100;
/// The file is flushed after as much as the connections have under way.
const FLUSHED: usize = STREAMS * LINES * LINE;
/// That are looked through.
const MANY: usize = 1_000_000;
/// One line of so many has the word that is looked for.
const RARE: usize = 10_000;

fn call<'c>(target: &str, input: &Json) -> Call<'c> {
    Call::json("logs", &format!("Logs_20140328.{target}"), input)
}

fn begin(options: &Options) -> Result<Stage, String> {
    let stage = Stage::new(options, "logs:*")?;
    let group = json!({ "logGroupName": "bench" });
    stage.send(&call("CreateLogGroup", &group))?;
    for stream in 0..STREAMS {
        let stream = json!({ "logGroupName": "bench", "logStreamName": format!("s{stream}") });
        stage.send(&call("CreateLogStream", &stream))?;
    }
    Ok(stage)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as i64)
}

/// A batch of lines, the nth of all.
fn batch(text: &str, nth: u64) -> Json {
    let at = now();
    let line = |line: usize| {
        let number = nth as usize * LINES + line;
        let word = if number.is_multiple_of(RARE) {
            "NEEDLE"
        } else {
            "usual"
        };
        let begin = line % (text.len() - LINE);
        json!({ "timestamp": at, "message": format!("{word} {}", &text[begin..begin + LINE - 7]) })
    };
    json!({
        "logGroupName": "bench",
        "logStreamName": format!("s{}", nth % STREAMS as u64),
        "logEvents": (0..LINES).map(line).collect::<Vec<_>>(),
    })
}

/// Letters that do not repeat.
fn text() -> String {
    let letters = noise(LINES * 2);
    letters.iter().map(|b| char::from(b'a' + b % 26)).collect()
}

pub fn put(options: &Options) -> Result<Report, String> {
    let stage = begin(options)?;
    let text = text();
    let load = stage.fresh(options, STREAMS, move |nth| {
        call("PutLogEvents", &batch(&text, nth))
    });
    let mut report = Report::new(
        "logs-put",
        format!("durable PutLogEvents of {LINES} lines of {LINE} bytes, {STREAMS} connections"),
    );
    let file = stage.dir().join("file");
    let sides = vec![
        Side::haneul("haneul", BAR, || stage.carried(&load, LINES as f64)),
        Side::peer("one file, written and flushed", || {
            Ok(Sample {
                rate: write_file(&file, options.turn(), FLUSHED)? / LINE as f64,
                besides: Vec::new(),
            })
        }),
    ];
    compare(&mut report, "lines/s", options.rounds, sides)?;
    report.must_reach(PUT_BAR);
    Ok(report)
}

pub fn filter(options: &Options) -> Result<Report, String> {
    let stage = begin(options)?;
    let text = text();
    let file = stage.dir().join("file");
    let mut lines = File::create(&file).map_err(|e| e.to_string())?;
    for nth in 0..(MANY / LINES) as u64 {
        let batch = batch(&text, nth);
        stage.send(&call("PutLogEvents", &batch))?;
        for event in batch["logEvents"].as_array().into_iter().flatten() {
            let line = event["message"].as_str().unwrap_or_default();
            writeln!(lines, "{line}").map_err(|e| e.to_string())?;
        }
    }
    drop(lines);
    let mut report = Report::new(
        "logs-filter",
        format!("FilterLogEvents for a rare word in {MANY} lines of {LINE} bytes"),
    );
    let sides = vec![
        Side::haneul("haneul", BAR, || {
            let start = Instant::now();
            let found = search(&stage)?;
            counted(found, start)
        }),
        Side::peer("reading a file through", || {
            let start = Instant::now();
            let mut all = String::new();
            let mut read = File::open(&file).map_err(|e| e.to_string())?;
            read.read_to_string(&mut all).map_err(|e| e.to_string())?;
            counted(
                all.lines().filter(|line| line.contains("NEEDLE")).count(),
                start,
            )
        }),
    ];
    compare(&mut report, "lines/s", options.rounds, sides)?;
    report.must_reach(FILTER_BAR);
    Ok(report)
}

fn counted(found: usize, start: Instant) -> Result<Sample, String> {
    match found == MANY / RARE {
        true => Ok(Sample {
            rate: MANY as f64 / start.elapsed().as_secs_f64(),
            besides: Vec::new(),
        }),
        false => Err(format!("{found} lines were found, not {}", MANY / RARE)),
    }
}

fn search(stage: &Stage) -> Result<usize, String> {
    let (mut found, mut token) = (0, Json::Null);
    loop {
        let mut input = json!({ "logGroupName": "bench", "filterPattern": "NEEDLE" });
        if token.is_string() {
            input["nextToken"] = token;
        }
        let answer = stage.send(&call("FilterLogEvents", &input))?;
        let answer: Json = serde_json::from_str(&answer).map_err(|e| e.to_string())?;
        found += answer["events"].as_array().map_or(0, Vec::len);
        token = answer["nextToken"].clone();
        if token.is_null() {
            return Ok(found);
        }
    }
}
