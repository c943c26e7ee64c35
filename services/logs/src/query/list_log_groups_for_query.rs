//! ListLogGroupsForQuery: which groups a query was run over.

use crate::page::page;
use crate::place;
use crate::query::row;
use crate::shapes::{ListLogGroupsForQueryRequest, ListLogGroupsForQueryResponse};
use haneul_pipeline::{AwsError, Cx};

const MOST: usize = 500;

pub fn run(
    cx: &mut Cx,
    input: ListLogGroupsForQueryRequest,
) -> Result<ListLogGroupsForQueryResponse, AwsError> {
    let mut groups = row::at(cx, &input.query_id)?.groups;
    groups.sort();
    groups.dedup();
    let page = page(input.max_results, input.next_token.as_deref(), MOST)?;
    groups.retain(|name| page.has(name));
    let next_token = page.close(&mut groups, |name| name);
    let shown = groups.iter().map(|name| place::group_arn(cx, name));
    Ok(ListLogGroupsForQueryResponse {
        log_group_identifiers: Some(shown.collect()),
        next_token,
    })
}
