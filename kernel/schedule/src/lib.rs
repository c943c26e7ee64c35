//! Expressions that say when something happens: `rate(5 minutes)`, `cron(0 12 * * ? *)`,
//! `at(2030-01-01T00:00:00)`. Without a service's types, a clock or I/O.

mod cron;
mod field;
mod zone;

pub use cron::Cron;
pub use jiff::tz::TimeZone;
pub use zone::zone;

use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;
use jiff::{SignedDuration, Timestamp};

#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Rate(SignedDuration),
    Cron(Box<Cron>),
    At(DateTime),
}

/// Who reads an expression: rules of EventBridge are stricter than its Scheduler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// `at` is not known, and units agree with their number: `1 minute`, `2 minutes`.
    Rule,
    Scheduler,
}

impl Expression {
    /// `None`: it is none.
    pub fn parse(text: &str, reader: Reader) -> Option<Expression> {
        let (kind, inner) = text.strip_suffix(')')?.split_once('(')?;
        match kind {
            "rate" => rate(inner, reader).map(Expression::Rate),
            "cron" => Cron::parse(inner).map(|cron| Expression::Cron(Box::new(cron))),
            "at" if reader == Reader::Scheduler => at(inner).map(Expression::At),
            _ => None,
        }
    }

    /// The first moment after `after`. What has a rate counts from `base` on, which is the first.
    pub fn next(&self, base: Timestamp, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Expression::Rate(every) => {
                let every = every.as_micros().max(1);
                let (base, after) = (base.as_microsecond(), after.as_microsecond());
                let times = match after < base {
                    true => 0,
                    false => i128::from(after - base) / every + 1,
                };
                let at = i128::from(base).checked_add(every.checked_mul(times)?)?;
                Timestamp::from_microsecond(i64::try_from(at).ok()?).ok()
            }
            Expression::Cron(cron) => cron.next(after, zone),
            Expression::At(at) => moment(*at, zone).filter(|at| *at > after),
        }
    }
}

/// A local time as a moment: one that the clocks skip is none, and of one they repeat the first
/// counts.
fn moment(local: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let found = zone.to_ambiguous_zoned(local);
    match found.offset() {
        AmbiguousOffset::Gap { .. } => None,
        _ => found.earlier().ok().map(|zoned| zoned.timestamp()),
    }
}

fn rate(text: &str, reader: Reader) -> Option<SignedDuration> {
    let mut words = text.split_whitespace();
    let (number, unit) = (words.next()?, words.next()?);
    if words.next().is_some() || !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
    let (singular, many) = match unit.strip_suffix('s') {
        Some(unit) => (unit, true),
        None => (unit, false),
    };
    if reader == Reader::Rule && many != (number != 1) {
        return None;
    }
    let seconds = match singular {
        "minute" => 60,
        "hour" => 3_600,
        "day" => 86_400,
        _ => return None,
    };
    number.checked_mul(seconds).map(SignedDuration::from_secs)
}

fn at(text: &str) -> Option<DateTime> {
    // Neither a zone nor parts of a second belong to it.
    (text.len() == "2030-01-01T00:00:00".len()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn parse(text: &str) -> Option<Expression> {
        Expression::parse(text, Reader::Rule)
    }

    #[test]
    fn rates() {
        for text in [
            "rate(1 minute)",
            "rate(5 minutes)",
            "rate(1 day)",
            "rate(24 hours)",
        ] {
            assert!(parse(text).is_some(), "{text}");
        }
        for text in [
            "rate(1 minutes)",
            "rate(5 minute)",
            "rate(0 minutes)",
            "rate(-1 minutes)",
            "rate(1.5 hours)",
            "rate(10 seconds)",
            "rate(99999999999999999 days)",
            "rate(5 minutes",
            "rate 5 minutes",
            "RATE(5 minutes)",
            "at(2030-01-01T00:00:00)",
            "",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(Expression::parse("rate(1 minutes)", Reader::Scheduler).is_some());
        let base = time("2026-01-01T00:00:30Z");
        let rate = parse("rate(5 minutes)").unwrap();
        let next = |after: &str| rate.next(base, time(after), &TimeZone::UTC).unwrap();
        assert_eq!(next("2026-01-01T00:00:30Z"), time("2026-01-01T00:05:30Z"));
        assert_eq!(next("2026-01-01T00:05:29Z"), time("2026-01-01T00:05:30Z"));
        assert_eq!(next("2026-01-01T01:00:31Z"), time("2026-01-01T01:05:30Z"));
        assert_eq!(next("2025-12-31T00:00:00Z"), base);
    }

    #[test]
    fn once() {
        let at = |text: &str| Expression::parse(text, Reader::Scheduler);
        assert_eq!(at("at(2030-01-01)"), None);
        assert_eq!(at("at(2030-01-01T00:00:00Z)"), None);
        assert_eq!(at("at(2030-02-30T00:00:00)"), None);
        let seoul = zone("Asia/Seoul").unwrap();
        let at = at("at(2030-01-01T09:00:00)").unwrap();
        let (base, moment) = (time("2026-01-01T00:00:00Z"), time("2030-01-01T00:00:00Z"));
        assert_eq!(at.next(base, base, &seoul), Some(moment));
        assert_eq!(at.next(base, moment, &seoul), None);
    }
}
