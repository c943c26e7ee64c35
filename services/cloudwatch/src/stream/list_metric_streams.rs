//! ListMetricStreams.

use super::row::{STREAMS, Stream, arn};
use crate::shapes::{ListMetricStreamsInput, ListMetricStreamsOutput, MetricStreamEntry};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListMetricStreamsInput,
) -> Result<ListMetricStreamsOutput, AwsError> {
    let token = input.next_token.as_deref();
    let page = Page::of(input.max_results, token, limits::STREAMS).ok_or_else(errors::token)?;
    let (scope, tx) = (cx.scope(), &mut *cx.tx);
    let read = |after: Option<&str>, most: usize| {
        let span = after.map_or(Span::all(), |after| Span::all().after(after));
        Ok(STREAMS.scan(tx, scope, span, most, false)?)
    };
    let (rows, next_token) = page.fill(read, |_: &Stream| true)?;
    let shown = rows.into_iter().map(|stream| MetricStreamEntry {
        arn: Some(arn(cx, &stream.name)),
        creation_date: Some(stream.created),
        last_update_date: Some(stream.updated),
        state: Some(stream.state().to_owned()),
        name: Some(stream.name),
        firehose_arn: Some(stream.firehose),
        output_format: Some("json".to_owned()),
    });
    Ok(ListMetricStreamsOutput {
        entries: Some(shown.collect()),
        next_token,
    })
}
