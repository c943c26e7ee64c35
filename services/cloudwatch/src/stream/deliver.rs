//! A minute's data on their way: a few hundred rows in one transaction, each time as a call of the
//! outbox that puts one record, as the stream's role.

use super::PRINCIPAL;
use super::format;
use super::pending::{PENDING, Pending};
use super::row::{Stream, arn, find};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_metric::pack::{self, Point};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_runtime::timer::Timer;
use haneul_store::Span;
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;

pub const DELIVER: &str = "deliver stream";

/// Seconds behind the end of a minute: what services measure comes then.
const BEHIND: i64 = 10;

/// Rows of one transaction, and bytes of one record.
const ROWS: usize = 500;
const RECORD: usize = 128 << 10;

/// With pauses that grow to more than an hour, about a day.
const ATTEMPTS: u32 = 30;

/// Tells what is put in this minute when it is over. Whoever says so again says the same.
pub fn later(cx: &mut Cx, stream: &Stream) -> Result<(), AwsError> {
    let minute = cx.now().as_second().div_euclid(60);
    again(cx, (minute + 1) * 60 + BEHIND, &stream.name, stream.id)
}

/// Those of a stream that is gone are forgotten.
pub fn forget(cx: &mut Cx, stream: &Stream) -> Result<(), AwsError> {
    again(cx, cx.now().as_second(), &stream.name, stream.id)
}

fn again(cx: &mut Cx, at: i64, name: &str, id: u64) -> Result<(), AwsError> {
    let at = Timestamp::from_second(at).unwrap_or(Timestamp::MAX);
    let payload = json!({"name": name, "id": id.to_string()});
    let timer = format!("cloudwatch stream {id:016x}");
    cx.timer(at, &timer, &format!("cloudwatch/{DELIVER}"), payload)
}

type Metric = (String, String, Vec<(String, String)>);

pub fn deliver(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let name = timer.payload["name"].as_str().unwrap_or_default();
    let id = timer.payload["id"].as_str().and_then(|id| id.parse().ok());
    let id: u64 = id.ok_or_else(|| AwsError::internal("a timer of no stream"))?;
    let stream = find(cx, name)?.filter(|stream| stream.id == id);
    let minute = cx.now().as_second().div_euclid(60) * 60;
    let mut span = Span::prefix(&id);
    if stream.is_some() {
        span = span.before(&(id, minute));
    }
    let rows = PENDING.scan_untracked(cx.tx, cx.scope(), span, ROWS, false)?;
    for (key, _) in &rows {
        PENDING.delete(cx.tx, cx.scope(), key)?;
    }
    let full = rows.len() == ROWS;
    if let Some(stream) = &stream {
        let rows = rows.into_iter().map(|(_, row)| row);
        tell(cx, stream, together(rows)?)?;
    }
    match full {
        true => again(cx, cx.now().as_second(), name, id),
        false => Ok(()),
    }
}

/// One point for each metric, minute and unit.
fn together(rows: impl Iterator<Item = Pending>) -> Result<BTreeMap<Metric, Vec<Point>>, AwsError> {
    let mut metrics: BTreeMap<Metric, Vec<Point>> = BTreeMap::new();
    for row in rows {
        let points = row.points.points(row.start, 60)?;
        let metric = (row.namespace, row.name, row.dimensions);
        metrics.entry(metric).or_default().extend(points);
    }
    for points in metrics.values_mut() {
        *points = pack::merge(60, std::mem::take(points));
    }
    Ok(metrics)
}

fn tell(
    cx: &mut Cx,
    stream: &Stream,
    metrics: BTreeMap<Metric, Vec<Point>>,
) -> Result<(), AwsError> {
    let mut record = String::new();
    for ((namespace, name, dimensions), points) in &metrics {
        for point in points {
            let metric = (namespace.as_str(), name.as_str(), dimensions.as_slice());
            record.push_str(&format::line(cx, stream, metric, point));
            record.push('\n');
            if record.len() > RECORD {
                send(cx, stream, &std::mem::take(&mut record))?;
            }
        }
    }
    match record.is_empty() {
        true => Ok(()),
        false => send(cx, stream, &record),
    }
}

fn send(cx: &mut Cx, stream: &Stream, record: &str) -> Result<(), AwsError> {
    let Some((account, region, name)) = stream.destination() else {
        return Ok(());
    };
    let call = Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: arn(cx, &stream.name),
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: Some(stream.role.clone()),
        partition: cx.partition().to_owned(),
        account: account.to_owned(),
        region: region.to_owned(),
        service: "firehose".to_owned(),
        operation: "PutRecord".to_owned(),
        input: json!({
            "DeliveryStreamName": name,
            "Record": {"Data": BASE64_STANDARD.encode(record)},
        }),
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal: None,
        terms: Terms {
            beside_others: true,
            ..Terms::default()
        },
    };
    cx.send(&call)
}
