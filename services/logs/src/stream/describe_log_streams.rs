//! DescribeLogStreams: the streams of a group, by name or by the time of their last event.

use crate::errors;
use crate::event::ends;
use crate::group::row::{self as groups, Group};
use crate::limits::LIST;
use crate::place;
use crate::shapes::{DescribeLogStreamsRequest, DescribeLogStreamsResponse, LogStream};
use crate::stream::row::{BY_TIME, STREAMS, Stream};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use serde::{Deserialize, Serialize};

/// The last stream of the page before.
#[derive(Serialize, Deserialize)]
struct After {
    last: i64,
    name: String,
}

pub fn run(
    cx: &mut Cx,
    input: DescribeLogStreamsRequest,
) -> Result<DescribeLogStreamsResponse, AwsError> {
    let (name, identifier) = (&input.log_group_name, &input.log_group_identifier);
    let name = place::either(cx, name.as_deref(), identifier.as_deref())?;
    let group = groups::at(cx, name)?;
    let by_time = input.order_by.as_deref() == Some("LastEventTime");
    let prefix = input.log_stream_name_prefix.as_deref();
    if by_time && prefix.is_some() {
        return Err(errors::parameter(
            "Cannot order by LastEventTime with a logStreamNamePrefix.",
        ));
    }
    let limit = input.limit.map_or(LIST, |limit| limit.max(1) as usize);
    let token = input.next_token.as_deref();
    let after = token
        .map(|token| read(token).ok_or_else(errors::next_token))
        .transpose()?;
    let reverse = input.descending.unwrap_or_default();
    let span = span(&group, by_time, prefix, after.as_ref(), reverse);
    let scope = cx.scope();
    let mut rows = match by_time {
        true => STREAMS.index_scan(cx.tx, scope, BY_TIME, span, limit + 1, reverse)?,
        false => STREAMS.scan(cx.tx, scope, span, limit + 1, reverse)?,
    };
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next_token = last.map(|((_, name), stream)| write(stream, name));
    let mut streams = Vec::with_capacity(rows.len());
    for (_, stream) in rows {
        streams.push(show(cx, &group, stream)?);
    }
    Ok(DescribeLogStreamsResponse {
        log_streams: Some(streams),
        next_token,
    })
}

fn span(
    group: &Group,
    by_time: bool,
    prefix: Option<&str>,
    after: Option<&After>,
    reverse: bool,
) -> Span {
    let span = match prefix {
        Some(prefix) => Span::starts_with(&(group.id,), prefix),
        None => Span::prefix(&(group.id,)),
    };
    let Some(after) = after else { return span };
    let (last, name) = (after.last.max(0) as u64, after.name.as_str());
    match (by_time, reverse) {
        (true, false) => span.after(&(group.id, last, name)),
        (true, true) => span.before(&(group.id, last, name)),
        (false, false) => span.after(&(group.id, name)),
        (false, true) => span.before(&(group.id, name)),
    }
}

fn write(stream: &Stream, name: &str) -> String {
    let after = After {
        last: stream.last_event.unwrap_or_default(),
        name: name.to_owned(),
    };
    BASE64_STANDARD.encode(serde_json::to_vec(&after).unwrap_or_default())
}

fn read(token: &str) -> Option<After> {
    let bytes = BASE64_STANDARD.decode(token).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn show(cx: &mut Cx, group: &Group, stream: Stream) -> Result<LogStream, AwsError> {
    let ends = ends::of(cx, group, &stream)?;
    Ok(LogStream {
        creation_time: Some(stream.created),
        first_event_timestamp: ends.first,
        last_event_timestamp: ends.last,
        last_ingestion_time: ends.ingested,
        // What AWS always says of it.
        stored_bytes: Some(0),
        upload_sequence_token: ends.last.map(|_| crate::event::sequence_token(stream.id)),
        arn: Some(place::stream_arn(cx, &group.name, &stream.name)),
        log_stream_name: Some(stream.name),
    })
}
