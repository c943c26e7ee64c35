//! GetAnalyzedResource: what its findings come to.

use super::row;
use crate::finding::{self, Finding, Status};
use crate::shapes::{AnalyzedResource, GetAnalyzedResourceRequest, GetAnalyzedResourceResponse};
use crate::{analyzer, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetAnalyzedResourceRequest,
) -> Result<GetAnalyzedResourceResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    if !analyzer.is_external() {
        return Err(errors::external_only("GetAnalyzedResource"));
    }
    let (scope, arn) = (cx.scope(), &*input.resource_arn);
    let found = row::find(cx.tx, scope, &analyzer.id, arn)?;
    let found = found.ok_or_else(|| errors::not_found("AWS::Resource", "resource", arn))?;
    let all = finding::all(cx.tx, scope, &analyzer.id)?;
    let own: Vec<_> = all.into_iter().filter(|f| f.resource == arn).collect();
    let open: Vec<_> = own
        .iter()
        .filter(|f| f.status != Status::Resolved)
        .collect();
    let open = open.iter().filter_map(|f| f.what.external());
    let mut actions: Vec<_> = open.clone().flat_map(|e| e.actions.clone()).collect();
    actions.sort();
    actions.dedup();
    let mut shared: Vec<_> = open.clone().map(|e| e.source.clone()).collect();
    shared.sort();
    shared.dedup();
    Ok(GetAnalyzedResourceResponse {
        resource: Some(AnalyzedResource {
            is_public: Some(open.clone().any(|e| e.is_public)),
            actions: (!actions.is_empty()).then_some(actions),
            shared_via: (!shared.is_empty()).then_some(shared),
            status: status(&own),
            resource_arn: Some(found.arn),
            resource_type: Some(found.kind),
            created_at: Some(found.created),
            analyzed_at: Some(found.analyzed),
            updated_at: Some(found.updated),
            resource_owner_account: Some(found.owner),
            error: None,
        }),
    })
}

/// The one of its findings that asks for most.
fn status(findings: &[Finding]) -> Option<String> {
    let order = [Status::Active, Status::Archived, Status::Resolved];
    let has = |status: &&Status| findings.iter().any(|f| f.status == **status);
    order
        .iter()
        .find(has)
        .map(|status| status.word().to_owned())
}
