//! ListAccessPreviews: the newest first.

use super::row;
use crate::analyzer;
use crate::page::{self, Asked};
use crate::shapes::{AccessPreviewSummary, ListAccessPreviewsRequest, ListAccessPreviewsResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListAccessPreviewsRequest,
) -> Result<ListAccessPreviewsResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    // Places rise while the times they stand for fall.
    let place = |at: jiff::Timestamp| i64::MAX - at.as_microsecond();
    let all = row::all(cx, &analyzer)?.into_iter();
    let shown = all.map(|own| {
        let place = format!("{:020} {}", place(own.created), own.id);
        let summary = AccessPreviewSummary {
            id: Some(own.id),
            analyzer_arn: Some(input.analyzer_arn.clone()),
            created_at: Some(own.created),
            status: Some("COMPLETED".to_owned()),
            status_reason: None,
        };
        (place, summary)
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by(|(a, _), (b, _)| a.cmp(b));
    let asked = Asked {
        token: input.next_token.as_deref(),
        most: input.max_results,
    };
    let (previews, next_token) = page::of("ListAccessPreviews", asked, shown)?;
    Ok(ListAccessPreviewsResponse {
        access_previews: Some(previews),
        next_token,
    })
}
