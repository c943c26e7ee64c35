//! DescribeQueries: those of the last seven days, the newest first.

use crate::errors;
use crate::page::page;
use crate::query::row::QUERIES;
use crate::shapes::{DescribeQueriesRequest, DescribeQueriesResponse, QueryInfo};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

const MOST: usize = 1_000;

pub fn run(
    cx: &mut Cx,
    input: DescribeQueriesRequest,
) -> Result<DescribeQueriesResponse, AwsError> {
    let language = input.query_language.as_deref().unwrap_or("CWLI");
    let page = page(input.max_results, input.next_token.as_deref(), MOST)?;
    let scope = cx.scope();
    let (rows, next_token) = page.fill(
        |after, most| {
            let mut span = Span::all();
            if let Some((age, id)) = after.and_then(|after| after.split_once('/')) {
                let age = u64::from_str_radix(age, 16).map_err(|_| errors::next_token())?;
                span = span.after(&(age, id));
            }
            let rows = QUERIES.scan(cx.tx, scope, span, most, false)?.into_iter();
            Ok(rows
                .map(|((age, id), row)| (format!("{age:016x}/{id}"), row))
                .collect())
        },
        |query| {
            language == "CWLI"
                && input
                    .status
                    .as_ref()
                    .is_none_or(|status| *status == query.status)
                && input
                    .log_group_name
                    .as_ref()
                    .is_none_or(|name| query.groups.contains(name))
        },
    )?;
    let shown = rows.into_iter().map(|query| QueryInfo {
        query_language: Some("CWLI".to_owned()),
        query_duration: query.ended.map(|ended| ended - query.created),
        bytes_scanned: Some(query.bytes as f64),
        query_id: Some(query.id),
        query_string: Some(query.text),
        status: Some(query.status),
        create_time: Some(query.created),
        log_group_name: query.groups.into_iter().next(),
        user_identity: Some(query.by),
    });
    Ok(DescribeQueriesResponse {
        queries: Some(shown.collect()),
        next_token,
    })
}
