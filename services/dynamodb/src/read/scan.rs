//! Scan: all items of a table or an index, or a segment of them.

use crate::errors;
use crate::item::capacity::{self, Consistency};
use crate::item::expressions::{self, Stand};
use crate::read::choice::{self, Choice};
use crate::read::page::{self, Asked};
use crate::read::query;
use crate::read::source::Source;
use crate::read::start::Start;
use crate::shapes::{ScanInput, ScanOutput};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Key, Span};
use std::ops::RangeInclusive;

pub fn run(cx: &mut Cx, input: ScanInput) -> Result<ScanOutput, AwsError> {
    let old = [
        ("AttributesToGet", input.attributes_to_get.is_some()),
        ("ScanFilter", input.scan_filter.is_some()),
        ("ConditionalOperator", input.conditional_operator.is_some()),
    ];
    let new = [
        (
            "ProjectionExpression",
            input.projection_expression.is_some(),
        ),
        ("FilterExpression", input.filter_expression.is_some()),
    ];
    expressions::check_mixed(&old, &new)?;
    let segment = segment(input.segment, input.total_segments)?;
    let by = query::projected_by(
        input.projection_expression.is_some(),
        input.attributes_to_get.is_some(),
    );
    choice::check(input.select.as_deref(), input.index_name.is_some(), by)?;
    let start = input.exclusive_start_key.map(|key| key.get()).transpose()?;
    let (names, values) = (
        input.expression_attribute_names,
        input.expression_attribute_values,
    );
    let stand = Stand::new(names, values, &new, &new[1..])?;
    let mut placeholders = stand.placeholders();
    let projection = expressions::projection(
        input.projection_expression.as_deref(),
        input.attributes_to_get.as_deref(),
        &mut placeholders,
    )?;
    let filter = query::filter(
        input.filter_expression.as_deref(),
        input.scan_filter,
        input.conditional_operator.as_deref(),
        &mut placeholders,
    )?;
    placeholders.check_all_used().map_err(errors::expression)?;
    let source = Source::open(cx, &input.table_name, input.index_name.as_deref())?;
    source.check_consistency(input.consistent_read)?;
    let choice = Choice::of(&source, input.select.as_deref(), projection, filter)?;
    let hashes = match segment {
        Some((segment, total)) => hashes(segment, total),
        None => 0..=u64::MAX,
    };
    let mut span = span(&source, &hashes);
    if let Some(start) = start {
        let start = Start::of(&source, &start)?;
        if !hashes.contains(&start.hash) {
            return Err(errors::validation(format!(
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use \
                 ExclusiveStartKey with correct Segment. TotalSegments: {} Segment: {}",
                input.total_segments.unwrap_or_default(),
                input.segment.unwrap_or_default()
            )));
        }
        span = start.narrow(span, false);
    }
    let asked = Asked {
        span,
        reverse: false,
        limit: input.limit.map(|limit| limit as usize),
        consistency: Consistency::of(input.consistent_read),
        hash: None,
    };
    let page = page::read(cx, &source, &choice, asked)?;
    let (asked, table) = (
        input.return_consumed_capacity.as_deref(),
        &source.found.table,
    );
    Ok(ScanOutput {
        consumed_capacity: capacity::show(asked, &input.table_name, table, &page.spent, None),
        items: choice.shows.then_some(page.items),
        count: Some(page.count),
        scanned_count: Some(page.scanned),
        last_evaluated_key: page.last.map(Into::into),
    })
}

fn segment(segment: Option<i64>, total: Option<i64>) -> Result<Option<(u64, u64)>, AwsError> {
    match (segment, total) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(errors::validation(
            "The TotalSegments parameter is required but was not present in the request when \
             Segment parameter is present",
        )),
        (None, Some(_)) => Err(errors::validation(
            "The Segment parameter is required but was not present in the request when parameter \
             TotalSegments is present",
        )),
        (Some(segment), Some(total)) if segment >= total => Err(errors::validation(format!(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: \
             Segment: {segment} is not less than TotalSegments: {total}"
        ))),
        (Some(segment), Some(total)) => Ok(Some((segment as u64, total as u64))),
    }
}

/// The part of all hashes that is a segment's.
fn hashes(segment: u64, total: u64) -> RangeInclusive<u64> {
    let first = |segment: u64| ((u128::from(segment) << 64) / u128::from(total)) as u64;
    let last = match segment + 1 == total {
        true => u64::MAX,
        false => first(segment + 1) - 1,
    };
    first(segment)..=last
}

pub fn span(source: &Source, hashes: &RangeInclusive<u64>) -> Span {
    let table = source.found.table.id;
    match source.index() {
        Some(index) => within(&(table, index.number), hashes),
        None => within(&table, hashes),
    }
}

fn within(prefix: &(impl Key + Copy), hashes: &RangeInclusive<u64>) -> Span {
    let all = Span::prefix(&(*prefix,)).from(&(*prefix, *hashes.start()));
    match hashes.end().checked_add(1) {
        Some(end) => all.before(&(*prefix, end)),
        None => all,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_all_and_apart() {
        for total in [1, 2, 3, 7, 1_000_000] {
            let mut next = 0u128;
            for segment in 0..total {
                let part = hashes(segment, total);
                assert_eq!(u128::from(*part.start()), next);
                next = u128::from(*part.end()) + 1;
            }
            assert_eq!(next, 1 << 64);
        }
    }
}
