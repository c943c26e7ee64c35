//! ListDeliveryStreams: the account's in this Region, by name.

use crate::limits::LIST_STREAMS;
use crate::shapes::{ListDeliveryStreamsInput, ListDeliveryStreamsOutput};
use crate::stream::row::{STREAMS, Stream};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListDeliveryStreamsInput,
) -> Result<ListDeliveryStreamsOutput, AwsError> {
    let limit = input.limit.map_or(LIST_STREAMS, |n| n as usize);
    let mut span = Span::all();
    if let Some(after) = &input.exclusive_start_delivery_stream_name {
        span = span.after(after);
    }
    let rows = STREAMS.scan(cx.tx, cx.scope(), span, usize::MAX, false)?;
    let kind = input.delivery_stream_type.as_deref();
    let mut names: Vec<String> = rows
        .into_iter()
        .filter(|(_, stream)| kind.is_none_or(|kind| kind == kind_of(stream)))
        .map(|(name, _)| name)
        .take(limit + 1)
        .collect();
    let more = names.len() > limit;
    names.truncate(limit);
    Ok(ListDeliveryStreamsOutput {
        delivery_stream_names: Some(names),
        has_more_delivery_streams: Some(more),
    })
}

fn kind_of(stream: &Stream) -> &'static str {
    match stream.source {
        Some(_) => "KinesisStreamAsSource",
        None => "DirectPut",
    }
}
