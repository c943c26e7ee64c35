//! What it costs to find the rules of a bus that match an event: a thousand of them beside one.

use crate::Options;
use crate::report::{Bar, Figure, Report, Verdict};
use haneul_pattern::{Index, Pattern};
use serde_json::{Value, json};
use std::time::Instant;

const RULES: usize = 1_000;
const EVENTS: usize = 5_000;
/// How much longer a thousand may take than one.
const RATIO: f64 = 2.0;

pub fn run(options: &Options) -> Result<Report, String> {
    let patterns = (0..RULES).map(pattern).collect::<Result<Vec<_>, _>>()?;
    let one = Index::new(&patterns[..1]);
    let all = Index::new(&patterns);
    let events: Vec<Value> = (0..EVENTS).map(event).collect();
    for event in &events {
        let naive = patterns
            .iter()
            .enumerate()
            .filter(|(_, p)| p.matches(event));
        let naive: Vec<usize> = naive.map(|(number, _)| number).collect();
        if all.matching(event) != naive {
            return Err(format!("the index and its patterns differ about {event}"));
        }
    }
    let (mut single, mut many, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.rounds.max(1) {
        let (alone, together) = (once(&one, &events), once(&all, &events));
        single.push(alone);
        many.push(together);
        ratios.push(together / alone);
    }
    let mut report = Report::new(
        "events-match",
        format!("{RULES} rules of one bus, of every kind of test, and one of them"),
    );
    let ratio = Figure::new("a thousand beside one", "times", ratios);
    report.verdicts.push(Verdict {
        what: "a thousand rules beside one".to_owned(),
        value: ratio.median(),
        unit: "times",
        bar: Bar::AtMost(RATIO),
    });
    report
        .figures
        .push(Figure::new("one rule", "µs an event", single));
    report
        .figures
        .push(Figure::new("a thousand rules", "µs an event", many));
    report.figures.push(ratio);
    Ok(report)
}

/// In microseconds for one event that has been read.
fn once(index: &Index, events: &[Value]) -> f64 {
    let began = Instant::now();
    for event in events {
        std::hint::black_box(index.matching(event));
    }
    began.elapsed().as_secs_f64() * 1e6 / events.len() as f64
}

/// Most rules name their source and something of the detail.
fn pattern(number: usize) -> Result<Pattern, String> {
    let detail = match number % 8 {
        0 => json!({"order": {"id": [format!("order-{number}")]}}),
        1 => json!({"customer": {"name": [{"prefix": format!("customer-{number}-")}]}}),
        2 => json!({"file": [{"suffix": format!("-{number}.png")}]}),
        3 => json!({"amount": [{"numeric": [">", number, "<=", number + 1]}]}),
        4 => json!({"customer": {"city": [{"equals-ignore-case": format!("CITY-{number}")}]}}),
        5 => json!({"path": [{"wildcard": format!("/home/{number}/*.txt")}]}),
        6 => json!({"address": [{"cidr": format!("10.{}.{}.0/24", number / 256, number % 256)}]}),
        _ => {
            json!({"order": {"id": [format!("order-{number}")]}, "state": [{"anything-but": "old"}]})
        }
    };
    let pattern =
        json!({"source": ["shop.orders"], "detail-type": ["Order changed"], "detail": detail});
    Pattern::parse(&pattern.to_string()).map_err(|error| error.to_string())
}

fn event(number: usize) -> Value {
    let of = number % RULES;
    json!({
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": "Order changed",
        "source": "shop.orders",
        "account": "111122223333",
        "time": "2026-01-01T00:00:00Z",
        "region": "us-east-1",
        "resources": [format!("arn:aws:s3:::bucket/order-{of}")],
        "detail": {
            "order": {"id": format!("order-{of}"), "items": [{"name": "tea", "count": 2}]},
            "customer": {"name": format!("customer-{of}-smith"), "city": format!("City-{of}")},
            "file": format!("picture-{of}.png"),
            "amount": of as f64 + 0.5,
            "path": format!("/home/{of}/list.txt"),
            "address": format!("10.{}.{}.7", of / 256, of % 256),
            "state": "new",
            "note": "left at the door, as the customer asked for when the order was made",
        }
    })
}
