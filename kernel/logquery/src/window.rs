//! The time that `diff` compares with: as long as the query's own, and before it.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Window {
    /// Right before.
    Period,
    Day,
    Week,
    Month,
}

const DAY: i64 = 86_400_000;

impl Window {
    pub fn find(name: &str) -> Option<Window> {
        Some(match name.to_ascii_lowercase().as_str() {
            "previousday" => Window::Day,
            "previousweek" => Window::Week,
            "previousmonth" => Window::Month,
            _ => return None,
        })
    }

    pub fn before(self, from: i64, to: i64) -> (i64, i64) {
        let back = match self {
            Window::Period => to.saturating_sub(from),
            Window::Day => DAY,
            Window::Week => 7 * DAY,
            Window::Month => month(from).unwrap_or(30 * DAY),
        };
        (from.saturating_sub(back), to.saturating_sub(back))
    }
}

/// How long the month before a time was.
fn month(at: i64) -> Option<i64> {
    let zoned = Timestamp::from_millisecond(at)
        .ok()?
        .to_zoned(TimeZone::UTC);
    let before = zoned.checked_sub(1.month()).ok()?;
    Some(at - before.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_before_is_as_long() {
        // 2024-03-31 00:00:00 UTC.
        let (from, to) = (1_711_843_200_000, 1_711_846_800_000);
        let cases = [
            (Window::Period, to - from),
            (Window::Day, DAY),
            (Window::Week, 7 * DAY),
            // To the last day of February.
            (Window::Month, 31 * DAY),
        ];
        for (window, back) in cases {
            assert_eq!(
                window.before(from, to),
                (from - back, to - back),
                "{window:?}"
            );
        }
    }
}
