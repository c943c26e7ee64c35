//! Records that were read at once.

use jiff::Timestamp;
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::collections::VecDeque;

pub struct Page {
    pub records: VecDeque<Json>,
    /// The shard ends behind it.
    pub over: bool,
    /// Nothing is behind it now.
    pub tip: bool,
}

impl Page {
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

/// The sequence number of a record.
pub fn number(record: &Json) -> &str {
    record["SequenceNumber"].as_str().unwrap_or_default()
}

/// Sequence numbers are decimal, and may differ in length.
pub fn is_before(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    one.len().cmp(&other.len()).then_with(|| one.cmp(other)) == Ordering::Less
}

/// When a record came.
pub fn arrival(record: &Json) -> Timestamp {
    let seconds = record["ApproximateArrivalTimestamp"].as_f64();
    let micros = (seconds.unwrap_or_default() * 1e6).round() as i64;
    Timestamp::from_microsecond(micros).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_before;

    #[test]
    fn numbers_have_an_order_of_their_own() {
        for (one, other) in [("9", "10"), ("0099", "100"), ("1", "2"), ("", "1")] {
            assert!(is_before(one, other), "{one} {other}");
            assert!(!is_before(other, one), "{other} {one}");
        }
        assert!(!is_before("007", "7") && !is_before("7", "007"));
    }
}
