//! GetLogEvents: the events of a stream, page by page in either direction.
//!
//! A token is a place and the way to go on from it. Where nothing lies that way the same token
//! comes back, and is good for what comes later.

use crate::errors;
use crate::event::id::Place;
use crate::event::walk::{Met, Walk, Way};
use crate::group::row as groups;
use crate::limits::{EVENT_OVERHEAD, PAGE_BYTES, PAGE_EVENTS};
use crate::place;
use crate::shapes::{GetLogEventsRequest, GetLogEventsResponse, OutputLogEvent};
use crate::stream::row as streams;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetLogEventsRequest) -> Result<GetLogEventsResponse, AwsError> {
    let (name, identifier) = (&input.log_group_name, &input.log_group_identifier);
    let name = place::either(cx, name.as_deref(), identifier.as_deref())?;
    let group = groups::at(cx, name)?;
    let stream = streams::at(cx, &group, &input.log_stream_name)?;
    let token = input.next_token.as_deref();
    let token = token
        .map(|token| Token::read(token).ok_or_else(errors::next_token))
        .transpose()?;
    let from = input.start_time.unwrap_or_default();
    let from = from.max(group.horizon(cx.now().as_millisecond()));
    let to = input.end_time.unwrap_or(i64::MAX);
    let backward = match &token {
        Some(token) => token.backward,
        None => !input.start_from_head.unwrap_or_default(),
    };
    let way = Way {
        from: from.max(0) as u64,
        to: to.max(0) as u64,
        backward,
    };
    let between = match &token {
        Some(token) if backward => (None, Some(token.place)),
        Some(token) => (Some(token.place), None),
        None => (None, None),
    };
    let limit = input.limit.map_or(PAGE_EVENTS, |n| n.max(1) as usize);
    let line = (group.id, stream.id);
    let walk = Walk::new(cx.tx, cx.scope(), [line], way, between)?;
    let page = Page::read(walk, limit, backward)?;
    let asked = token.map_or(Place::before(way.from), |token| token.place);
    let first = page.first.unwrap_or(asked);
    let last = page.last.unwrap_or(asked);
    Ok(GetLogEventsResponse {
        next_forward_token: Some(Token::new(last, false).text()),
        next_backward_token: Some(Token::new(first, true).text()),
        events: Some(page.events),
    })
}

struct Page {
    events: Vec<OutputLogEvent>,
    first: Option<Place>,
    last: Option<Place>,
}

impl Page {
    fn read(mut walk: Walk<'_>, limit: usize, backward: bool) -> Result<Page, AwsError> {
        let (mut events, mut bytes) = (Vec::new(), 0);
        let (mut begin, mut end) = (None, None);
        while let Some(met) = walk.next(usize::MAX, &mut |_| true)? {
            bytes += met.message().len() + EVENT_OVERHEAD;
            if !events.is_empty() && (events.len() >= limit || bytes > PAGE_BYTES) {
                break;
            }
            begin = begin.or(Some(met.place));
            end = Some(met.place);
            events.push(show(&met));
            if events.len() >= limit {
                break;
            }
        }
        let (first, last) = match backward {
            true => (end, begin),
            false => (begin, end),
        };
        if backward {
            events.reverse();
        }
        Ok(Page {
            events,
            first,
            last,
        })
    }
}

fn show(met: &Met) -> OutputLogEvent {
    OutputLogEvent {
        timestamp: Some(met.at()),
        message: Some(met.message().to_owned()),
        ingestion_time: Some(met.ingested),
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Token {
    place: Place,
    backward: bool,
}

impl Token {
    fn new(place: Place, backward: bool) -> Token {
        Token { place, backward }
    }

    fn text(&self) -> String {
        let way = if self.backward { 'b' } else { 'f' };
        format!("{way}/{}/s", self.place.text())
    }

    fn read(text: &str) -> Option<Token> {
        let (way, rest) = text.split_once('/')?;
        let digits = rest.strip_suffix("/s")?;
        let backward = match way {
            "b" => true,
            "f" => false,
            _ => return None,
        };
        Some(Token::new(Place::read(digits)?, backward))
    }
}
