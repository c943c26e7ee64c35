//! A rule as it is stored, found and shown.

use super::filter::{self, Filter};
use crate::analyzer::Analyzer;
use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By the analyzer's id and the rule's name.
static RULES: Table<(String, String), Rule> = Table::new("accessanalyzer_rule");

/// Of one analyzer.
const MOST: usize = 100;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub name: String,
    pub filter: Filter,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl Stored for Rule {
    const VERSION: u32 = 1;
}

/// The rules that come with a new analyzer.
pub fn inline(
    given: Vec<shapes::InlineArchiveRule>,
    now: Timestamp,
) -> Result<Vec<Rule>, AwsError> {
    let mut rules: Vec<Rule> = Vec::new();
    for given in given {
        if rules.iter().any(|rule| rule.name == given.rule_name) {
            return Err(errors::invalid(format!(
                "The archive rule {} is given twice",
                given.rule_name
            )));
        }
        rules.push(Rule {
            filter: filter::read(given.filter, false)?,
            name: given.rule_name,
            created: now,
            updated: now,
        });
    }
    match rules.len() > MOST {
        true => Err(errors::too_many(
            errors::ARCHIVE_RULE,
            "archive rules",
            MOST,
            "",
        )),
        false => Ok(rules),
    }
}

pub fn all(tx: &mut Tx, scope: Scope<'_>, analyzer: &str) -> Result<Vec<Rule>, AwsError> {
    let rows = RULES.scan(tx, scope, Span::prefix(analyzer), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, rule)| rule).collect())
}

pub fn find(cx: &mut Cx, analyzer: &Analyzer, name: &str) -> Result<Rule, AwsError> {
    let found = look(cx, analyzer, name)?;
    found.ok_or_else(|| errors::not_found(errors::ARCHIVE_RULE, "archive rule", name))
}

pub fn look(cx: &mut Cx, analyzer: &Analyzer, name: &str) -> Result<Option<Rule>, AwsError> {
    let scope = cx.scope();
    Ok(RULES.get(cx.tx, scope, &(analyzer.id.as_str(), name))?)
}

/// A rule of an analyzer, for tokens of calls about it.
pub fn place(analyzer: &Analyzer, name: &str) -> String {
    format!("{}/{name}", analyzer.id)
}

pub fn make_room(cx: &mut Cx, analyzer: &Analyzer, name: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    let all = all(cx.tx, scope, &analyzer.id)?;
    if all.iter().any(|rule| rule.name == name) {
        return Err(errors::exists(errors::ARCHIVE_RULE, "archive rule", name));
    }
    match all.len() < MOST {
        true => Ok(()),
        false => Err(errors::too_many(
            errors::ARCHIVE_RULE,
            "archive rules",
            MOST,
            name,
        )),
    }
}

pub fn save(cx: &mut Cx, analyzer: &Analyzer, rule: &Rule) -> Result<(), AwsError> {
    let scope = cx.scope();
    let key = (analyzer.id.as_str(), rule.name.as_str());
    Ok(RULES.put(cx.tx, scope, &key, rule)?)
}

pub fn delete(cx: &mut Cx, analyzer: &Analyzer, name: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    RULES.delete(cx.tx, scope, &(analyzer.id.as_str(), name))?;
    Ok(())
}

/// Those of an analyzer that goes.
pub fn forget(tx: &mut Tx, scope: Scope<'_>, analyzer: &str) -> Result<(), AwsError> {
    for rule in all(tx, scope, analyzer)? {
        RULES.delete(tx, scope, &(analyzer, rule.name.as_str()))?;
    }
    Ok(())
}

pub fn shown(rule: Rule) -> shapes::ArchiveRuleSummary {
    shapes::ArchiveRuleSummary {
        filter: Some(filter::shown(&rule.filter)),
        rule_name: Some(rule.name),
        created_at: Some(rule.created),
        updated_at: Some(rule.updated),
    }
}
