//! PutEvents: each entry is taken or refused by itself. Other buses and services put theirs here,
//! too, with what only they can say beside it.

use super::{Event, ingest};
use crate::place::Place;
use crate::shapes::{
    PutEventsRequest, PutEventsRequestEntry, PutEventsResponse, PutEventsResultEntry,
};
use crate::{bus, delivery, errors, limits};
use haneul_pipeline::events::EMITTED;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use jiff::Timestamp;
use serde_json::Value as Json;

pub fn run(cx: &mut Cx, input: PutEventsRequest) -> Result<PutEventsResponse, AwsError> {
    if input.endpoint_id.is_some() {
        return Err(AwsError::not_implemented("EventBridge global endpoints"));
    }
    for name in [delivery::FORWARDED, EMITTED] {
        if let Some(said) = cx.call.aside(name).cloned() {
            return internal(cx, &input.entries, said);
        }
    }
    if input.entries.iter().map(size).sum::<usize>() > limits::ENTRIES_BYTES {
        return Err(errors::invalid(
            "Total size of the entries in the request is over the limit.",
        ));
    }
    let mut results = Vec::new();
    for entry in input.entries {
        results.push(match read(cx, &entry)? {
            Ok(event) => {
                let place = Place::of(cx, entry.event_bus_name.as_deref());
                // A bus elsewhere is as one that is not there.
                if place.region == cx.region() {
                    ingest(cx, &place, &event, &[])?;
                }
                PutEventsResultEntry {
                    event_id: Some(event.id),
                    ..PutEventsResultEntry::default()
                }
            }
            Err((code, message)) => PutEventsResultEntry {
                error_code: Some(code.to_owned()),
                error_message: Some(message),
                ..PutEventsResultEntry::default()
            },
        });
    }
    let failed = results.iter().filter(|result| result.error_code.is_some());
    Ok(PutEventsResponse {
        failed_entry_count: Some(failed.count() as i64),
        entries: Some(results),
    })
}

/// An event that another bus sent on or another service emitted: it is complete.
fn internal(
    cx: &mut Cx,
    entries: &[PutEventsRequestEntry],
    said: Json,
) -> Result<PutEventsResponse, AwsError> {
    let event: Event = serde_json::from_value(said).map_err(AwsError::internal)?;
    let name = entries
        .first()
        .and_then(|entry| entry.event_bus_name.as_deref());
    let place = Place::of(cx, name);
    bus::open(cx, &place)?;
    ingest(cx, &place, &event, &[])?;
    let entry = PutEventsResultEntry {
        event_id: Some(event.id),
        ..PutEventsResultEntry::default()
    };
    Ok(PutEventsResponse {
        failed_entry_count: Some(0),
        entries: Some(vec![entry]),
    })
}

type Refused = (&'static str, String);

fn read(cx: &Cx, entry: &PutEventsRequestEntry) -> Result<Result<Event, Refused>, AwsError> {
    let missing = |name: &str| {
        let reason =
            format!("Parameter {name} is not valid. Reason: {name} is a required argument.");
        Ok(Err(("InvalidArgument", reason)))
    };
    let given = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
    let Some(source) = given(&entry.source) else {
        return missing("Source");
    };
    let Some(detail_type) = given(&entry.detail_type) else {
        return missing("DetailType");
    };
    let Some(detail) = given(&entry.detail) else {
        return missing("Detail");
    };
    if source.starts_with("aws.") {
        return Ok(Err((
            "NotAuthorizedForSourceException",
            "Not authorized for the source.".to_owned(),
        )));
    }
    let Some(detail) = serde_json::from_str::<Json>(&detail)
        .ok()
        .filter(Json::is_object)
    else {
        return Ok(Err(("MalformedDetail", "Detail is malformed.".to_owned())));
    };
    Ok(Ok(Event {
        id: ids::uuid(cx.random()),
        detail_type,
        source,
        account: cx.account().to_owned(),
        time: to_the_second(entry.time.unwrap_or(cx.now())),
        region: cx.region().to_owned(),
        resources: entry.resources.clone().unwrap_or_default(),
        detail,
        trace: entry.trace_header.clone(),
        replay: None,
        from: None,
        hops: 0,
    }))
}

/// Events know no parts of a second.
fn to_the_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// As EventBridge counts it.
fn size(entry: &PutEventsRequestEntry) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let resources = entry.resources.iter().flatten().map(String::len);
    let time = entry.time.map_or(0, |_| 14);
    time + length(&entry.source)
        + length(&entry.detail_type)
        + length(&entry.detail)
        + resources.sum::<usize>()
}
