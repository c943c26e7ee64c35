//! GetQueryResults: how far a query is, and its answer once it is complete.

use crate::errors;
use crate::query::row::{self, PAGE};
use crate::shapes::{
    GetQueryResultsRequest, GetQueryResultsResponse, QueryStatistics, ResultField,
};
use haneul_logquery::ROWS;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetQueryResultsRequest,
) -> Result<GetQueryResultsResponse, AwsError> {
    let query = row::at(cx, &input.query_id)?;
    let token = input.next_token.as_deref().unwrap_or("0");
    let begin: usize = token.parse().map_err(|_| errors::next_token())?;
    let most = input.max_items.unwrap_or_default().max(0) as usize;
    let most = if most == 0 { ROWS } else { most };
    let end = begin.saturating_add(most).min(query.rows);
    let mut results = Vec::new();
    for page in begin / PAGE..end.div_ceil(PAGE) {
        let found = row::page(cx, &query, page as u32)?;
        let rows = found.into_iter().enumerate();
        let wanted = rows.filter(|(at, _)| (begin..end).contains(&(page * PAGE + at)));
        results.extend(wanted.map(|(_, row)| row.into_iter().map(field).collect()));
    }
    Ok(GetQueryResultsResponse {
        query_language: Some("CWLI".to_owned()),
        results: Some(results),
        statistics: Some(QueryStatistics {
            records_matched: Some(query.matched as f64),
            records_scanned: Some(query.scanned as f64),
            bytes_scanned: Some(query.bytes as f64),
            log_groups_scanned: Some(query.groups.len() as f64),
            estimated_bytes_skipped: Some(0.0),
            estimated_records_skipped: Some(0.0),
            ..QueryStatistics::default()
        }),
        status: Some(query.status.clone()),
        next_token: (end < query.rows).then(|| end.to_string()),
        ..GetQueryResultsResponse::default()
    })
}

fn field((name, value): (String, String)) -> ResultField {
    ResultField {
        field: Some(name),
        value: Some(value),
    }
}
