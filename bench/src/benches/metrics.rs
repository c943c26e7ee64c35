//! Metrics: how many values a second are taken durably, and how long a look at two weeks of minutes
//! takes.

use super::noise;
use crate::Options;
use crate::client::Call;
use crate::report::{Bar, Figure, Report, Verdict};
use crate::stage::Stage;
use serde_json::{Value, json};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Values a second.
const TAKEN: f64 = 10_000.0;
/// Milliseconds.
const LOOKED: f64 = 50.0;
/// Of a call.
const DATA: usize = 1_000;
const METRICS: usize = 100;
const CONNECTIONS: usize = 8;
/// All that may be put at once: data are taken two weeks back.
const MINUTES: u64 = 14 * 24 * 60 - 60;
const LOOKS: usize = 50;

fn call<'c>(operation: &str, input: &Value) -> Call<'c> {
    let target = format!("GraniteServiceVersion20100801.{operation}");
    Call::json("monitoring", &target, input)
}

pub fn put(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "cloudwatch:*")?;
    let bytes = noise(DATA);
    let data: Vec<Value> = bytes
        .iter()
        .enumerate()
        .map(|(n, byte)| json!({"MetricName": format!("m{}", n % METRICS), "Value": byte}))
        .collect();
    let input = json!({"Namespace": "Bench", "MetricData": data});
    let load = stage.fresh(options, CONNECTIONS, move |_| call("PutMetricData", &input));
    let mut figure = Figure {
        name: "haneul".to_owned(),
        unit: "values/s",
        rounds: Vec::new(),
        besides: Vec::new(),
    };
    for _ in 0..options.rounds.max(1) {
        let done = load.run()?;
        figure.rounds.push(done.per_second() * DATA as f64);
    }
    let title = format!(
        "durable PutMetricData of {DATA} values of {METRICS} metrics, {CONNECTIONS} connections"
    );
    Ok(report("metrics-put", title, figure, Bar::AtLeast(TAKEN)))
}

pub fn get(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "cloudwatch:*")?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let end = now.map_err(|e| e.to_string())?.as_secs() / 60 * 60;
    let start = end - MINUTES * 60;
    let minutes: Vec<u64> = (0..MINUTES).map(|n| start + n * 60).collect();
    for some in minutes.chunks(DATA) {
        let data: Vec<Value> = some
            .iter()
            .map(|at| json!({"MetricName": "cpu", "Value": at % 97, "Timestamp": at}))
            .collect();
        let input = json!({"Namespace": "Bench", "MetricData": data});
        stage.send(&call("PutMetricData", &input))?;
    }
    let metric = json!({"Namespace": "Bench", "MetricName": "cpu"});
    let stat = json!({"Period": 60, "Stat": "Average", "Metric": metric});
    let input = json!({
        "StartTime": start, "EndTime": end,
        "MetricDataQueries": [{"Id": "m1", "MetricStat": stat}],
    });
    let look = call("GetMetricData", &input);
    let mut figure = Figure {
        name: "median".to_owned(),
        unit: "ms",
        rounds: Vec::new(),
        besides: Vec::new(),
    };
    for _ in 0..options.rounds.max(1) {
        let mut took = Vec::with_capacity(LOOKS);
        for _ in 0..LOOKS {
            let begun = Instant::now();
            stage.send(&look)?;
            took.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        took.sort_by(f64::total_cmp);
        figure.rounds.push(took[LOOKS / 2]);
    }
    let title = format!("GetMetricData of {MINUTES} minutes of one metric");
    Ok(report("metrics-get", title, figure, Bar::AtMost(LOOKED)))
}

fn report(name: &'static str, title: String, figure: Figure, bar: Bar) -> Report {
    let mut report = Report::new(name, title);
    let mut sorted = figure.rounds.clone();
    sorted.sort_by(f64::total_cmp);
    report.verdicts.push(Verdict {
        what: figure.name.clone(),
        value: sorted[sorted.len() / 2],
        unit: figure.unit,
        bar,
    });
    report.figures.push(figure);
    report
}
