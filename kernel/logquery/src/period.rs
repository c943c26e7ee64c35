//! Periods of time, and times cut to them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned, civil};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Period {
    Millis(i64),
    Months(i64),
}

const SECOND: i64 = 1_000;
const DAY: i64 = 86_400 * SECOND;

impl Period {
    /// `5m`, `1h`, `30s`, `1mo`.
    pub fn read(text: &str) -> Option<Period> {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let count: i64 = text[..end]
            .parse()
            .ok()
            .filter(|n| (1..=1_000_000).contains(n))?;
        let millis = |unit: i64| Some(Period::Millis(count.checked_mul(unit)?));
        match text[end..].trim() {
            "ms" | "msec" => millis(1),
            "s" | "sec" | "second" | "seconds" => millis(SECOND),
            "m" | "min" | "minute" | "minutes" => millis(60 * SECOND),
            "h" | "hr" | "hour" | "hours" => millis(3_600 * SECOND),
            "d" | "day" | "days" => millis(DAY),
            "w" | "week" | "weeks" => millis(7 * DAY),
            "mo" | "mon" | "month" | "months" => Some(Period::Months(count)),
            "q" | "qtr" | "quarter" | "quarters" => Some(Period::Months(count * 3)),
            "y" | "yr" | "year" | "years" => Some(Period::Months(count * 12)),
            _ => None,
        }
    }

    pub fn floor(self, at: i64) -> i64 {
        match self {
            Period::Millis(period) => at.div_euclid(period) * period,
            Period::Months(count) => month(at, count, 0).unwrap_or(at),
        }
    }

    pub fn ceil(self, at: i64) -> i64 {
        let floor = self.floor(at);
        if floor == at {
            return at;
        }
        match self {
            Period::Millis(period) => floor.saturating_add(period),
            Period::Months(count) => month(at, count, count).unwrap_or(at),
        }
    }
}

/// The beginning of so many months, and so many later.
fn month(at: i64, count: i64, later: i64) -> Option<i64> {
    let zoned = Timestamp::from_millisecond(at)
        .ok()?
        .to_zoned(TimeZone::UTC);
    let months = i64::from(zoned.year()) * 12 + i64::from(zoned.month()) - 1;
    let first = months.div_euclid(count) * count;
    let year = i16::try_from(first.div_euclid(12)).ok()?;
    let month = i8::try_from(first.rem_euclid(12) + 1).ok()?;
    let date = civil::Date::new(year, month, 1).ok()?;
    let zoned: Zoned = date.to_zoned(TimeZone::UTC).ok()?;
    let moved = zoned.checked_add(later.months()).ok()?;
    Some(moved.timestamp().as_millisecond())
}
