//! CreateArchiveRule: for findings that are yet to come.

use super::filter;
use super::row::{self, Rule};
use crate::shapes::{CreateArchiveRuleOutput, CreateArchiveRuleRequest};
use crate::{analyzer, token};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CreateArchiveRuleRequest,
) -> Result<CreateArchiveRuleOutput, AwsError> {
    let analyzer = analyzer::named(cx, &input.analyzer_name)?;
    let rule = Rule {
        filter: filter::read(input.filter, false)?,
        name: input.rule_name,
        created: cx.now(),
        updated: cx.now(),
    };
    let token = input.client_token.as_deref();
    let made = row::place(&analyzer, &rule.name);
    if token::seen(cx, token)?.as_ref() == Some(&made) {
        return Ok(CreateArchiveRuleOutput::default());
    }
    token::note(cx, token, &made)?;
    row::make_room(cx, &analyzer, &rule.name)?;
    row::save(cx, &analyzer, &rule)?;
    Ok(CreateArchiveRuleOutput::default())
}
