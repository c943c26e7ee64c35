//! ListFindingsV2: of whatever kind.

use super::select::{self, Wanted};
use super::shown;
use crate::analyzer;
use crate::page::Asked;
use crate::shapes::{ListFindingsV2Request, ListFindingsV2Response};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListFindingsV2Request) -> Result<ListFindingsV2Response, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    let wanted = Wanted {
        operation: "ListFindingsV2",
        filter: input.filter,
        sort: input.sort,
        asked: Asked {
            token: input.next_token.as_deref(),
            most: input.max_results,
        },
    };
    let (found, next_token) = select::select(cx, &analyzer, wanted)?;
    Ok(ListFindingsV2Response {
        findings: Some(found.into_iter().map(shown::summary_v2).collect()),
        next_token,
    })
}
