//! ListFindings: external access alone, as AWS has kept it.

use super::select::{self, Wanted};
use super::shown;
use crate::page::Asked;
use crate::shapes::{ListFindingsRequest, ListFindingsResponse};
use crate::{analyzer, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListFindingsRequest) -> Result<ListFindingsResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    if !analyzer.is_external() {
        return Err(errors::external_only("ListFindings"));
    }
    let wanted = Wanted {
        operation: "ListFindings",
        filter: input.filter,
        sort: input.sort,
        asked: Asked {
            token: input.next_token.as_deref(),
            most: input.max_results,
        },
    };
    let (found, next_token) = select::select(cx, &analyzer, wanted)?;
    let shown = found.into_iter().map(|f| shown::summary(f, "ListFindings"));
    Ok(ListFindingsResponse {
        findings: Some(shown.collect::<Result<_, _>>()?),
        next_token,
    })
}
