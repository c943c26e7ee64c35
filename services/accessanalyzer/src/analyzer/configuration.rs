//! What an analyzer of unused access is told to look for.

use super::row::{Analyzer, EXTERNAL, Exclusion, UNUSED};
use crate::{errors, shapes};
use haneul_pipeline::AwsError;
use std::ops::RangeInclusive;

const AGES: RangeInclusive<i64> = 1..=365;
const USUAL_AGE: i64 = 90;

/// The age and the exclusions.
pub type Read = (Option<i64>, Vec<Exclusion>);

/// The types that stand on what does not exist here are refused by name.
pub fn check_type(kind: &str) -> Result<(), AwsError> {
    match kind {
        EXTERNAL | UNUSED => Ok(()),
        _ => Err(AwsError::not_implemented(format_args!(
            "analyzers of the type {kind}"
        ))),
    }
}

pub fn read(kind: &str, given: Option<shapes::AnalyzerConfiguration>) -> Result<Read, AwsError> {
    let given = given.unwrap_or_default();
    if given.internal_access.is_some() {
        return Err(AwsError::not_implemented("analyzers of internal access"));
    }
    match (kind, given.unused_access) {
        (EXTERNAL, None) => Ok((None, Vec::new())),
        (EXTERNAL, Some(_)) => Err(errors::invalid(
            "unusedAccess is not supported for external access analyzers.",
        )),
        (_, given) => unused(given.unwrap_or_default()),
    }
}

fn unused(given: shapes::UnusedAccessConfiguration) -> Result<Read, AwsError> {
    let age = given.unused_access_age.unwrap_or(USUAL_AGE);
    if !AGES.contains(&age) {
        return Err(errors::invalid(
            "unusedAccessAge must be between 1 and 365 days.",
        ));
    }
    let rule = given.analysis_rule.unwrap_or_default();
    let mut exclusions = Vec::new();
    for criteria in rule.exclusions.unwrap_or_default() {
        if criteria.account_ids.is_some_and(|ids| !ids.is_empty()) {
            return Err(errors::invalid(
                "accountIds can be excluded only by analyzers of an organization.",
            ));
        }
        exclusions.push(Exclusion {
            tags: criteria.resource_tags.unwrap_or_default(),
        });
    }
    Ok((Some(age), exclusions))
}

pub fn shown(analyzer: &Analyzer) -> Option<shapes::AnalyzerConfiguration> {
    let age = analyzer.unused_age?;
    let criteria = |exclusion: &Exclusion| shapes::AnalysisRuleCriteria {
        resource_tags: Some(exclusion.tags.clone()),
        account_ids: None,
    };
    let exclusions: Vec<_> = analyzer.exclusions.iter().map(criteria).collect();
    let rule = shapes::AnalysisRule {
        exclusions: Some(exclusions),
    };
    Some(shapes::AnalyzerConfiguration {
        unused_access: Some(shapes::UnusedAccessConfiguration {
            unused_access_age: Some(age),
            analysis_rule: (!analyzer.exclusions.is_empty()).then_some(rule),
        }),
        internal_access: None,
    })
}
