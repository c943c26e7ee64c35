//! GetArchiveRule.

use super::row;
use crate::analyzer;
use crate::shapes::{GetArchiveRuleRequest, GetArchiveRuleResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetArchiveRuleRequest) -> Result<GetArchiveRuleResponse, AwsError> {
    let analyzer = analyzer::named(cx, &input.analyzer_name)?;
    let rule = row::find(cx, &analyzer, &input.rule_name)?;
    Ok(GetArchiveRuleResponse {
        archive_rule: Some(row::shown(rule)),
    })
}
