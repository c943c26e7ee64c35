//! FilterLogEvents: events of a group's streams that a pattern fits, in the order of their times.
//!
//! One call looks through so many bytes at most and answers with what it found, perhaps nothing,
//! and a token to go on with.

use crate::errors;
use crate::event::id::Place;
use crate::event::lines;
use crate::event::walk::{Met, Walk, Way};
use crate::group::row as groups;
use crate::limits::{EVENT_OVERHEAD, PAGE_BYTES, PAGE_EVENTS, SCAN_BYTES, TOKEN_AGE};
use crate::place;
use crate::shapes::{FilterLogEventsRequest, FilterLogEventsResponse, FilteredLogEvent};
use crate::stream::row::Stream;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use haneul_logpattern::Filter;
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

pub fn run(
    cx: &mut Cx,
    input: FilterLogEventsRequest,
) -> Result<FilterLogEventsResponse, AwsError> {
    let (name, identifier) = (&input.log_group_name, &input.log_group_identifier);
    let name = place::either(cx, name.as_deref(), identifier.as_deref())?;
    let group = groups::at(cx, name)?;
    let pattern = input.filter_pattern.as_deref().unwrap_or_default();
    let filter = Filter::parse(pattern).map_err(|bad| errors::pattern(&bad))?;
    let now = cx.now().as_millisecond();
    let from = input.start_time.unwrap_or_default();
    // An event of just this time is one of them.
    let to = input.end_time.map_or(i64::MAX, |end| end.saturating_add(1));
    if input.end_time.is_some_and(|end| end < from) {
        return Err(errors::parameter(
            "The start time must be before the end time.",
        ));
    }
    let streams = lines::of(
        cx,
        &group,
        input.log_stream_names.as_deref(),
        input.log_stream_name_prefix.as_deref(),
    )?;
    let token = input.next_token.as_deref();
    let token = token
        .map(|token| Token::good(token, now).ok_or_else(errors::next_token))
        .transpose()?;
    let way = Way {
        from: from.max(group.horizon(now)).max(0) as u64,
        to: to.max(0) as u64,
        backward: !input.start_from_head.unwrap_or(true),
    };
    let after = token.and_then(|token| Place::read(&token.place));
    let between = match way.backward {
        true => (None, after),
        false => (after, None),
    };
    let ids = streams.iter().map(|stream| (group.id, stream.id));
    let walk = Walk::new(cx.tx, cx.scope(), ids, way, between)?;
    let limit = input.limit.map_or(PAGE_EVENTS, |n| n.max(1) as usize);
    let (events, next) = read(walk, &streams, &filter, limit)?;
    let next = next.map(|place| Token {
        place: place.text(),
        made: now,
    });
    Ok(FilterLogEventsResponse {
        events: Some(events),
        // AWS leaves it empty.
        searched_log_streams: Some(Vec::new()),
        next_token: next.map(|token| token.text()),
    })
}

fn read(
    mut walk: Walk<'_>,
    streams: &[Stream],
    filter: &Filter,
    limit: usize,
) -> Result<(Vec<FilteredLogEvent>, Option<Place>), AwsError> {
    let (mut events, mut bytes, mut last) = (Vec::new(), 0, None);
    let mut wanted = |line: &str| filter.matches(line);
    while let Some(met) = walk.next(SCAN_BYTES, &mut wanted)? {
        bytes += met.message().len() + EVENT_OVERHEAD;
        if events.len() >= limit || (bytes > PAGE_BYTES && !events.is_empty()) {
            return Ok((events, last));
        }
        last = Some(met.place);
        events.push(show(&met, &streams[met.line]));
    }
    let next = walk.here().filter(|_| !walk.is_over());
    Ok((events, next))
}

fn show(met: &Met, stream: &Stream) -> FilteredLogEvent {
    FilteredLogEvent {
        log_stream_name: Some(stream.name.clone()),
        timestamp: Some(met.at()),
        message: Some(met.message().to_owned()),
        ingestion_time: Some(met.ingested),
        event_id: Some(met.place.text()),
    }
}

/// Good for a day.
#[derive(Serialize, Deserialize)]
struct Token {
    #[serde(rename = "p")]
    place: String,
    #[serde(rename = "m")]
    made: i64,
}

impl Token {
    fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    fn good(text: &str, now: i64) -> Option<Token> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let token: Token = serde_json::from_slice(&bytes).ok()?;
        Place::read(&token.place)?;
        (now.saturating_sub(token.made) <= TOKEN_AGE).then_some(token)
    }
}
