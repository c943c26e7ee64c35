//! ListAnalyzers: by name.

use super::row;
use crate::page::{self, Asked};
use crate::shapes::{ListAnalyzersRequest, ListAnalyzersResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: ListAnalyzersRequest) -> Result<ListAnalyzersResponse, AwsError> {
    let wanted = input.r#type.as_deref();
    let all = row::here(cx)?.into_iter();
    let all = all.filter(|analyzer| wanted.is_none_or(|kind| analyzer.kind == kind));
    let shown = all.map(|analyzer| (analyzer.name.clone(), row::shown(cx, analyzer)));
    let asked = Asked {
        token: input.next_token.as_deref(),
        most: input.max_results,
    };
    let (analyzers, next_token) = page::of("ListAnalyzers", asked, shown.collect())?;
    Ok(ListAnalyzersResponse {
        analyzers: Some(analyzers),
        next_token,
    })
}
