//! ListDiscoverers: by id.

use super::row::{self, DISCOVERERS};
use crate::page::Page;
use crate::shapes::{DiscovererSummary, ListDiscoverersRequest, ListDiscoverersResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListDiscoverersRequest,
) -> Result<ListDiscoverersResponse, AwsError> {
    let page = Page::of(input.limit, input.next_token.as_deref())?;
    let prefix = input.discoverer_id_prefix.unwrap_or_default();
    let source = input.source_arn_prefix.unwrap_or_default();
    let mut rows = DISCOVERERS.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    rows.retain(|(id, row)| {
        id.starts_with(&prefix) && row.source.starts_with(&source) && page.has(id)
    });
    let next_token = page.close(&mut rows, |(id, _)| id);
    let shown = rows.into_iter().map(|(id, discoverer)| DiscovererSummary {
        discoverer_arn: Some(row::arn(cx, &id)),
        state: discoverer.state(),
        discoverer_id: Some(id),
        source_arn: Some(discoverer.source),
        cross_account: Some(discoverer.cross_account),
        tags: Some(discoverer.tags),
    });
    Ok(ListDiscoverersResponse {
        discoverers: Some(shown.collect()),
        next_token,
    })
}
