//! ApplyArchiveRule: a rule for the findings there are already.

use super::{filter, row};
use crate::analyzer;
use crate::finding::{self, Status};
use crate::shapes::{ApplyArchiveRuleOutput, ApplyArchiveRuleRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ApplyArchiveRuleRequest,
) -> Result<ApplyArchiveRuleOutput, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    let rule = row::find(cx, &analyzer, &input.rule_name)?;
    let scope = cx.scope();
    for mut finding in finding::all(cx.tx, scope, &analyzer.id)? {
        if finding.status == Status::Active && filter::fits(&rule.filter, &finding) {
            finding.status = Status::Archived;
            finding.updated = cx.now();
            finding::save(cx.tx, scope, &analyzer.id, &finding)?;
        }
    }
    Ok(ApplyArchiveRuleOutput::default())
}
