//! PutLogEvents: a batch of events into one stream.

use crate::errors;
use crate::event::add::add;
use crate::event::chunk::Event;
use crate::event::sequence_token;
use crate::group::row as groups;
use crate::limits::{EVENT_OVERHEAD, PUT_BYTES, PUT_SPAN, TOO_NEW, TOO_OLD};
use crate::measure;
use crate::shapes::{PutLogEventsRequest, PutLogEventsResponse, RejectedLogEventsInfo};
use crate::stream::row as streams;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutLogEventsRequest) -> Result<PutLogEventsResponse, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    let mut stream = streams::at(cx, &group, &input.log_stream_name)?;
    let mut events: Vec<Event> = Vec::with_capacity(input.log_events.len());
    for event in input.log_events {
        events.push(Event {
            at: event.timestamp.max(0) as u64,
            message: event.message,
        });
    }
    check(&events)?;
    let now = cx.now().as_millisecond();
    let rejected = reject(&mut events, now, group.horizon(now));
    if !events.is_empty() {
        add(cx, &group, &mut stream, &events)?;
        measure::put(cx, &group.name, &events);
    }
    Ok(PutLogEventsResponse {
        next_sequence_token: Some(sequence_token(stream.id)),
        rejected_log_events_info: rejected,
        ..PutLogEventsResponse::default()
    })
}

/// Order, span and size of a batch.
fn check(events: &[Event]) -> Result<(), AwsError> {
    if !events.is_sorted_by_key(|event| event.at) {
        return Err(errors::parameter(
            "Log events in a single PutLogEvents request must be in chronological order.",
        ));
    }
    if let (Some(first), Some(last)) = (events.first(), events.last()) {
        if last.at - first.at > PUT_SPAN as u64 {
            return Err(errors::parameter(
                "The batch of log events in a single PutLogEvents request cannot span more than \
                 24 hours.",
            ));
        }
    }
    let sizes = events.iter().map(|e| e.message.len() + EVENT_OVERHEAD);
    if let Some(large) = sizes.clone().find(|size| *size > PUT_BYTES) {
        return Err(errors::parameter(format!(
            "Log event too large: {large} bytes exceeds limit of {PUT_BYTES}"
        )));
    }
    let size: usize = sizes.sum();
    match size > PUT_BYTES {
        true => Err(errors::parameter(format!(
            "Upload too large: {size} bytes exceeds limit of {PUT_BYTES}"
        ))),
        false => Ok(()),
    }
}

/// Takes out what is too old, too new or would be over already, and says which that was. Ends are
/// behind the last one, as AWS says them.
fn reject(events: &mut Vec<Event>, now: i64, horizon: i64) -> Option<RejectedLogEventsInfo> {
    let before = |time: i64| events.partition_point(|event| (event.at as i64) < time);
    let (too_old, expired) = (before(now - TOO_OLD), before(horizon));
    let too_new = before(now + TOO_NEW + 1);
    let count = events.len();
    if too_old == 0 && expired == 0 && too_new == count {
        return None;
    }
    events.truncate(too_new);
    events.drain(..too_old.max(expired).min(too_new));
    let some = |end: usize| (end > 0).then_some(end as i64);
    Some(RejectedLogEventsInfo {
        too_new_log_event_start_index: (too_new < count).then_some(too_new as i64),
        too_old_log_event_end_index: some(too_old),
        expired_log_event_end_index: some(expired),
    })
}
