//! GetFindingV2: the details may take several pages.

use super::{row, shown};
use crate::analyzer;
use crate::page::{self, Asked};
use crate::shapes::{GetFindingV2Request, GetFindingV2Response};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetFindingV2Request) -> Result<GetFindingV2Response, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    let finding = row::find(cx, &analyzer, &input.id)?;
    let summary = shown::summary_v2(finding.clone());
    let details = shown::details(finding.what).into_iter().enumerate();
    let details = details.map(|(place, one)| (format!("{place:06}"), one));
    let asked = Asked {
        token: input.next_token.as_deref(),
        most: input.max_results,
    };
    let (finding_details, next_token) = page::of("GetFindingV2", asked, details.collect())?;
    Ok(GetFindingV2Response {
        finding_details: Some(finding_details),
        next_token,
        analyzed_at: summary.analyzed_at,
        created_at: summary.created_at,
        updated_at: summary.updated_at,
        error: summary.error,
        id: summary.id,
        resource: summary.resource,
        resource_type: summary.resource_type,
        resource_owner_account: summary.resource_owner_account,
        status: summary.status,
        finding_type: summary.finding_type,
    })
}
