//! ListAccessPreviewFindings.

use super::row::{self, Previewed};
use crate::archive_rule::{fits, read_preview_filter};
use crate::page::{self, Asked};
use crate::shapes::{
    AccessPreviewFinding, ListAccessPreviewFindingsRequest, ListAccessPreviewFindingsResponse,
};
use crate::{analyzer, finding};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListAccessPreviewFindingsRequest,
) -> Result<ListAccessPreviewFindingsResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    let preview = row::find(cx, &analyzer, &input.access_preview_id)?;
    let filter = read_preview_filter(input.filter.unwrap_or_default())?;
    let mut found: Vec<_> = preview.findings.into_iter().collect();
    found.retain(|previewed| fits(&filter, previewed));
    found.sort_by(|a, b| a.finding.id.cmp(&b.finding.id));
    let mut shown = Vec::with_capacity(found.len());
    for previewed in found {
        shown.push((previewed.finding.id.clone(), show(previewed)?));
    }
    let asked = Asked {
        token: input.next_token.as_deref(),
        most: input.max_results,
    };
    let (findings, next_token) = page::of("ListAccessPreviewFindings", asked, shown)?;
    Ok(ListAccessPreviewFindingsResponse {
        findings: Some(findings),
        next_token,
    })
}

fn show(previewed: Previewed) -> Result<AccessPreviewFinding, AwsError> {
    let change = previewed.change().to_owned();
    let (existing_id, existing_status) = previewed.existing.unzip();
    let shown = finding::summary(previewed.finding, "ListAccessPreviewFindings")?;
    Ok(AccessPreviewFinding {
        id: shown.id,
        existing_finding_id: existing_id,
        existing_finding_status: existing_status.map(|status| status.word().to_owned()),
        principal: shown.principal,
        action: shown.action,
        condition: shown.condition,
        resource: shown.resource,
        is_public: shown.is_public,
        resource_type: shown.resource_type,
        created_at: shown.created_at,
        change_type: Some(change),
        status: shown.status,
        resource_owner_account: shown.resource_owner_account,
        error: None,
        sources: shown.sources,
        resource_control_policy_restriction: shown.resource_control_policy_restriction,
    })
}
