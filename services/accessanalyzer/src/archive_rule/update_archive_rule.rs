//! UpdateArchiveRule: the criteria as a whole.

use super::{filter, row};
use crate::analyzer;
use crate::shapes::{UpdateArchiveRuleOutput, UpdateArchiveRuleRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateArchiveRuleRequest,
) -> Result<UpdateArchiveRuleOutput, AwsError> {
    let analyzer = analyzer::named(cx, &input.analyzer_name)?;
    let mut rule = row::find(cx, &analyzer, &input.rule_name)?;
    rule.filter = filter::read(input.filter, false)?;
    rule.updated = cx.now();
    row::save(cx, &analyzer, &rule)?;
    Ok(UpdateArchiveRuleOutput::default())
}
