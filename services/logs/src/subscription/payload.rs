//! What a subscription sends: JSON of some events, gzipped.

use flate2::Compression;
use flate2::write::GzEncoder;
use haneul_pipeline::AwsError;
use serde_json::{Value as Json, json};
use std::io::Write;

/// Where events come from.
pub struct Origin<'o> {
    pub owner: &'o str,
    pub group: &'o str,
    pub stream: &'o str,
    pub filter: &'o str,
}

/// An event with its id.
pub struct Event<'e> {
    pub id: String,
    pub at: u64,
    pub message: &'e str,
}

/// Bytes that hold so many events.
pub struct Payload {
    pub bytes: Vec<u8>,
    pub events: usize,
}

/// As many as hold all events, each no larger than `most`. An event that is too large by itself
/// is left out, as AWS does.
pub fn payloads(
    origin: &Origin<'_>,
    events: &[Event<'_>],
    most: usize,
) -> Result<Vec<Payload>, AwsError> {
    let mut found = Vec::new();
    let mut left = vec![events];
    while let Some(events) = left.pop() {
        let bytes = gzip(&data(origin, events))?;
        if bytes.len() <= most {
            found.push(Payload {
                bytes,
                events: events.len(),
            });
        } else if events.len() > 1 {
            let (first, second) = events.split_at(events.len() / 2);
            left.extend([second, first]);
        } else {
            let (group, filter) = (origin.group, origin.filter);
            tracing::warn!("an event of {group} is too large for the destination of {filter}");
        }
    }
    Ok(found)
}

fn data(origin: &Origin<'_>, events: &[Event<'_>]) -> Json {
    let shown = events
        .iter()
        .map(|event| json!({"id": event.id, "timestamp": event.at, "message": event.message}));
    json!({
        "messageType": "DATA_MESSAGE",
        "owner": origin.owner,
        "logGroup": origin.group,
        "logStream": origin.stream,
        "subscriptionFilters": [origin.filter],
        "logEvents": shown.collect::<Vec<_>>(),
    })
}

/// Whether the destination can be reached.
pub fn control(now: i64) -> Result<Vec<u8>, AwsError> {
    gzip(&json!({
        "messageType": "CONTROL_MESSAGE",
        "owner": "CloudwatchLogs",
        "logGroup": "",
        "logStream": "",
        "subscriptionFilters": [],
        "logEvents": [{
            "id": "",
            "timestamp": now,
            "message": "CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.",
        }],
    }))
}

fn gzip(data: &Json) -> Result<Vec<u8>, AwsError> {
    let mut out = GzEncoder::new(Vec::new(), Compression::new(6));
    let text = serde_json::to_vec(data).map_err(AwsError::internal)?;
    out.write_all(&text).map_err(AwsError::internal)?;
    out.finish().map_err(AwsError::internal)
}
