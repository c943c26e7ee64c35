//! Midnights, in UTC: what S3 does after so many days it does at the midnight that follows.

use jiff::{SignedDuration, Timestamp};

const DAY: i64 = 86_400;

/// So many days after a moment, and then the next midnight.
pub fn after_days(from: Timestamp, days: i64) -> Timestamp {
    let whole = from.as_second().div_euclid(DAY);
    let day = whole.saturating_add(days).saturating_add(1);
    Timestamp::from_second(day.saturating_mul(DAY)).unwrap_or(Timestamp::MAX)
}

/// The day a moment is in, counted from 1970.
pub fn day(at: Timestamp) -> i64 {
    at.as_second().div_euclid(DAY)
}

pub fn is_midnight(at: Timestamp) -> bool {
    at.as_second().rem_euclid(DAY) == 0 && at.subsec_nanosecond() == 0
}

pub fn days(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count.saturating_mul(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_end_at_midnight() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (from, count, end) in [
            ("2020-01-01T10:30:00Z", 3, "2020-01-05T00:00:00Z"),
            ("2020-01-01T00:00:00Z", 1, "2020-01-03T00:00:00Z"),
            ("2020-02-28T23:59:59Z", 0, "2020-02-29T00:00:00Z"),
        ] {
            assert_eq!(after_days(at(from), count), at(end), "{from} {count}");
        }
        assert_eq!(
            after_days(at("2020-01-01T00:00:00Z"), i64::MAX),
            Timestamp::MAX
        );
        assert!(is_midnight(at("2020-01-05T00:00:00Z")));
        assert!(!is_midnight(at("2020-01-05T00:00:01Z")));
    }
}
