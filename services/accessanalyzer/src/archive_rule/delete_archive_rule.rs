//! DeleteArchiveRule: what it archived stays archived.

use super::row;
use crate::shapes::{DeleteArchiveRuleOutput, DeleteArchiveRuleRequest};
use crate::{analyzer, token};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteArchiveRuleRequest,
) -> Result<DeleteArchiveRuleOutput, AwsError> {
    let token = input.client_token.as_deref();
    let analyzer = analyzer::named(cx, &input.analyzer_name)?;
    let gone = row::place(&analyzer, &input.rule_name);
    if token::seen(cx, token)?.as_ref() == Some(&gone) {
        return Ok(DeleteArchiveRuleOutput::default());
    }
    token::note(cx, token, &gone)?;
    row::find(cx, &analyzer, &input.rule_name)?;
    row::delete(cx, &analyzer, &input.rule_name)?;
    Ok(DeleteArchiveRuleOutput::default())
}
