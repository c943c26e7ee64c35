//! What metric filters and subscription filters have in common.

use crate::errors;
use crate::metric::row::METRICS;
use crate::subscription::row::SUBSCRIPTIONS;
use haneul_logpattern::Filter;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

/// Filters of one group whose patterns have regular expressions.
const REGEX_FILTERS: usize = 5;

pub fn parse(pattern: &str) -> Result<Filter, AwsError> {
    Filter::parse(pattern).map_err(|bad| errors::pattern(&bad))
}

/// What belongs to transformers, which are not there.
pub fn refuse(
    transformed: Option<bool>,
    selection: Option<&str>,
    system_fields: bool,
) -> Result<(), AwsError> {
    let given = [
        (
            transformed.unwrap_or_default(),
            "filters of transformed logs",
        ),
        (
            selection.is_some_and(|text| !text.is_empty()),
            "fieldSelectionCriteria of filters",
        ),
        (system_fields, "system fields of filters"),
    ];
    match given.iter().find(|(given, _)| *given) {
        Some((_, name)) => Err(AwsError::not_implemented(*name)),
        None => Ok(()),
    }
}

/// Whether the group may have one more pattern with regular expressions, beside the filter's own.
pub fn regex_room(cx: &mut Cx, group: u64, name: &str, pattern: &str) -> Result<(), AwsError> {
    if parse(pattern)?.regexes() == 0 {
        return Ok(());
    }
    let (scope, span) = (cx.scope(), Span::prefix(&(group,)));
    let metrics = METRICS.scan(cx.tx, scope, span.clone(), usize::MAX, false)?;
    let metrics = metrics
        .into_iter()
        .map(|((_, name), row)| (name, row.pattern));
    let others = SUBSCRIPTIONS.scan(cx.tx, scope, span, usize::MAX, false)?;
    let others = others
        .into_iter()
        .map(|((_, name), row)| (name, row.pattern));
    let used = metrics
        .chain(others)
        .filter(|(known, pattern)| {
            known != name && Filter::parse(pattern).is_ok_and(|filter| filter.regexes() > 0)
        })
        .count();
    match used >= REGEX_FILTERS {
        true => Err(errors::limit("Resource limit exceeded.")),
        false => Ok(()),
    }
}
