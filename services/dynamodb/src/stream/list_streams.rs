//! ListStreams: those that are on, and for a day those that were.

use crate::address::Address;
use crate::address::check_name;
use crate::errors;
use crate::stream::access::Name;
use crate::stream::row::STREAMS;
use crate::stream::shapes::{ListStreamsInput, ListStreamsOutput, Stream as Shown};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

const MOST: i64 = 100;

pub fn run(cx: &mut Cx, input: ListStreamsInput) -> Result<ListStreamsOutput, AwsError> {
    let most = limit(input.limit)?;
    let mut span = Span::all();
    if let Some(name) = &input.table_name {
        check_name("tableName", name)?;
        span = Span::prefix(&(name.as_str(),));
    }
    if let Some(arn) = &input.exclusive_start_stream_arn {
        let start = Name::of(cx, arn)?;
        span = span.after(&(start.address.name.as_str(), start.label.as_str()));
    }
    let scope = cx.scope();
    let mut rows = STREAMS.keys(cx.tx, scope, span, most + 1, false)?;
    let more = rows.len() > most;
    rows.truncate(most);
    let streams = rows.into_iter().map(|(table, label)| {
        let address = Address::own(cx, &table);
        let name = Name { address, label };
        Shown {
            stream_arn: Some(name.arn(cx)),
            table_name: Some(table),
            stream_label: Some(name.label),
        }
    });
    let streams: Vec<Shown> = streams.collect();
    Ok(ListStreamsOutput {
        last_evaluated_stream_arn: match more {
            true => streams.last().and_then(|last| last.stream_arn.clone()),
            false => None,
        },
        streams: Some(streams),
    })
}

/// How many a page may have.
pub fn limit(given: Option<i64>) -> Result<usize, AwsError> {
    at_most(given, MOST)
}

pub fn at_most(given: Option<i64>, most: i64) -> Result<usize, AwsError> {
    match given {
        None => Ok(most as usize),
        Some(given) if given <= most => Ok(given.max(1) as usize),
        Some(given) => Err(errors::validation(format!(
            "1 validation error detected: Value '{given}' at 'limit' failed to satisfy constraint: \
             Member must have value less than or equal to {most}"
        ))),
    }
}
