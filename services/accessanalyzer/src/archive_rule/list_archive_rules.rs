//! ListArchiveRules: by name.

use super::row;
use crate::analyzer;
use crate::page::{self, Asked};
use crate::shapes::{ListArchiveRulesRequest, ListArchiveRulesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListArchiveRulesRequest,
) -> Result<ListArchiveRulesResponse, AwsError> {
    let analyzer = analyzer::named(cx, &input.analyzer_name)?;
    let scope = cx.scope();
    let all = row::all(cx.tx, scope, &analyzer.id)?.into_iter();
    let shown = all.map(|rule| (rule.name.clone(), row::shown(rule)));
    let asked = Asked {
        token: input.next_token.as_deref(),
        most: input.max_results,
    };
    let (archive_rules, next_token) = page::of("ListArchiveRules", asked, shown.collect())?;
    Ok(ListArchiveRulesResponse {
        archive_rules: Some(archive_rules),
        next_token,
    })
}
