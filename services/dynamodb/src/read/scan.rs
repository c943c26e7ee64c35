//! Scan: all items of a table or an index, or a segment of them.

use crate::errors;
use crate::read::asked::{answered, given};
use crate::read::source::Source;
use crate::read::start::Start;
use crate::shapes::{ScanInput, ScanOutput};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Key, Span};
use std::ops::RangeInclusive;

pub fn run(cx: &mut Cx, input: ScanInput) -> Result<ScanOutput, AwsError> {
    let (segment, total) = (input.segment, input.total_segments);
    let hashes = match part(segment, total)? {
        Some((segment, total)) => hashes(segment, total),
        None => 0..=u64::MAX,
    };
    let mut asked = given!(input, "ScanFilter", scan_filter).read(None)?;
    let source = asked.source(cx)?;
    let choice = asked.choice(&source)?;
    let mut span = span(&source, &hashes);
    if let Some(start) = &asked.start {
        let start = Start::of(&source, start)?;
        if !hashes.contains(&start.hash) {
            return Err(errors::validation(format!(
                "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use \
                 ExclusiveStartKey with correct Segment. TotalSegments: {} Segment: {}",
                total.unwrap_or_default(),
                segment.unwrap_or_default()
            )));
        }
        span = start.narrow(span, false);
    }
    let answer = asked.answer(cx, &source, &choice, (span, false, None))?;
    answered!(ScanOutput, answer)
}

fn part(segment: Option<i64>, total: Option<i64>) -> Result<Option<(u64, u64)>, AwsError> {
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
