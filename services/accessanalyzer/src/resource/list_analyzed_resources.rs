//! ListAnalyzedResources: by ARN.

use super::row;
use crate::page::{self, Asked};
use crate::shapes::{
    AnalyzedResourceSummary, ListAnalyzedResourcesRequest, ListAnalyzedResourcesResponse,
};
use crate::{analyzer, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListAnalyzedResourcesRequest,
) -> Result<ListAnalyzedResourcesResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    if !analyzer.is_external() {
        return Err(errors::external_only("ListAnalyzedResources"));
    }
    let wanted = input.resource_type.as_deref();
    let scope = cx.scope();
    let all = row::all(cx.tx, scope, &analyzer.id)?.into_iter();
    let all = all.filter(|resource| wanted.is_none_or(|kind| resource.kind == kind));
    let shown = all.map(|resource| {
        let summary = AnalyzedResourceSummary {
            resource_arn: Some(resource.arn.clone()),
            resource_owner_account: Some(resource.owner),
            resource_type: Some(resource.kind),
        };
        (resource.arn, summary)
    });
    let asked = Asked {
        token: input.next_token.as_deref(),
        most: input.max_results,
    };
    let operation = "ListAnalyzedResources";
    let (analyzed_resources, next_token) = page::of(operation, asked, shown.collect())?;
    Ok(ListAnalyzedResourcesResponse {
        analyzed_resources: Some(analyzed_resources),
        next_token,
    })
}
