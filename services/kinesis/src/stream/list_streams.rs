//! ListStreams: the account's streams in this Region, by name.

use crate::limits::LIST_STREAMS;
use crate::shapes::{ListStreamsInput, ListStreamsOutput, StreamSummary};
use crate::stream::page::Token;
use crate::stream::row::{STREAMS, Stream, own_arn};
use crate::stream::show;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListStreamsInput) -> Result<ListStreamsOutput, AwsError> {
    let limit = input.limit.map_or(LIST_STREAMS, |n| n as usize);
    let after = match &input.next_token {
        Some(token) => Some(Token::good(cx, token, "ListStreams")?.after),
        None => input.exclusive_start_stream_name,
    };
    let mut span = Span::all();
    if let Some(after) = &after {
        span = span.after(after);
    }
    let mut rows = STREAMS.scan(cx.tx, cx.scope(), span, limit + 1, false)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more).map(|(name, _)| name);
    let next = last.map(|name| Token::new(cx, "ListStreams", ("", ""), name).text());
    Ok(ListStreamsOutput {
        stream_names: Some(rows.iter().map(|(name, _)| name.clone()).collect()),
        has_more_streams: Some(more),
        next_token: next,
        stream_summaries: Some(rows.iter().map(|(_, s)| summary(cx, s)).collect()),
    })
}

fn summary(cx: &Cx, stream: &Stream) -> StreamSummary {
    StreamSummary {
        stream_name: Some(stream.name.clone()),
        stream_arn: Some(own_arn(cx, &stream.name)),
        stream_status: Some(stream.status(cx.now().as_microsecond()).to_owned()),
        stream_mode_details: Some(show::mode(stream)),
        stream_creation_timestamp: Some(show::seconds(stream.created)),
    }
}
