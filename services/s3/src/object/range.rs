//! `Range: bytes=…`.

use crate::errors;
use haneul_pipeline::AwsError;
use std::ops::Range;

/// The stretch that a header asks for. `None`: the whole object, as when the header is not
/// understood or asks for several stretches.
pub fn parse(header: &str, size: u64) -> Result<Option<Range<u64>>, AwsError> {
    let Some((from, to)) = bounds(header) else {
        return Ok(None);
    };
    let range = match (from, to) {
        (Some(from), Some(to)) if to < from => return Ok(None),
        (Some(from), Some(to)) => from..to.saturating_add(1).min(size),
        (Some(from), None) => from..size,
        (None, Some(last)) => size.saturating_sub(last)..size,
        (None, None) => return Ok(None),
    };
    match range.start < range.end {
        true => Ok(Some(range)),
        false => Err(errors::invalid_range(header, size)),
    }
}

/// The two numbers of `bytes=a-b`, of which one may be missing.
pub fn bounds(header: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, span) = header.trim().split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (from, to) = span.split_once('-')?;
    Some((number(from)?, number(to)?))
}

/// `None` for what is no number; `Some(None)` where there is nothing.
fn number(text: &str) -> Option<Option<u64>> {
    match text.trim() {
        "" => Some(None),
        // A position beyond what a number holds is beyond every object.
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
            Some(Some(digits.parse().unwrap_or(u64::MAX)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(header: &str, size: u64) -> Result<Option<Range<u64>>, u16> {
        parse(header, size).map_err(|error| error.status.unwrap_or_default())
    }

    #[test]
    fn ranges() {
        for (header, expected) in [
            ("bytes=0-4", Ok(Some(0..5))),
            ("bytes=0-", Ok(Some(0..10))),
            ("bytes=9-9", Ok(Some(9..10))),
            ("bytes=5-99", Ok(Some(5..10))),
            ("bytes=-3", Ok(Some(7..10))),
            ("bytes=-99", Ok(Some(0..10))),
            ("Bytes = 1 - 2", Ok(Some(1..3))),
            ("bytes=10-", Err(416)),
            ("bytes=10-20", Err(416)),
            ("bytes=-0", Err(416)),
            ("bytes=99999999999999999999999-", Err(416)),
            ("bytes=4-2", Ok(None)),
            ("bytes=a-b", Ok(None)),
            ("bytes=-", Ok(None)),
            ("bytes", Ok(None)),
            ("bytes=0-1,3-4", Ok(None)),
            ("items=0-1", Ok(None)),
        ] {
            assert_eq!(of(header, 10), expected, "{header}");
        }
        assert_eq!(of("bytes=0-", 0), Err(416));
        assert_eq!(of("bytes=0-18446744073709551615", 3), Ok(Some(0..3)));
    }

    proptest! {
        #[test]
        fn a_range_lies_in_the_object(from in 0u64..40, to in 0u64..40, size in 0u64..30) {
            match of(&format!("bytes={from}-{to}"), size) {
                Ok(Some(range)) => {
                    prop_assert!(from <= to && range.start == from);
                    prop_assert_eq!(range.end, size.min(to + 1));
                    prop_assert!(range.start < range.end);
                }
                Ok(None) => prop_assert!(to < from),
                Err(status) => prop_assert!(status == 416 && from >= size),
            }
        }
    }
}
