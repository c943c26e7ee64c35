//! From when until when.

use crate::errors;
use crate::shapes::Validity;
use haneul_pipeline::AwsError;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

/// Clocks differ a little: what begins by itself began an hour ago.
const SKEW: SignedDuration = SignedDuration::from_hours(1);

/// The last moment that X.509 can write.
const LAST: i64 = 253_402_300_799;

pub fn period(
    now: Timestamp,
    until: &Validity,
    from: Option<&Validity>,
) -> Result<(Timestamp, Timestamp), AwsError> {
    let from = match from {
        Some(said) => moment(said, now)?,
        None => now - SKEW,
    };
    let until = moment(until, now)?;
    if until <= from || until <= now {
        return Err(errors::validation(
            "The end of the validity must be in the future, and after its beginning.",
        ));
    }
    Ok((whole(from), whole(until)))
}

fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

fn moment(said: &Validity, now: Timestamp) -> Result<Timestamp, AwsError> {
    let found = match said.r#type.as_str() {
        // The last two days that X.509 can write are none of ours: they say "for ever".
        "ABSOLUTE" if (0..=LAST).contains(&said.value) => {
            Some(Timestamp::from_second(said.value).unwrap_or(Timestamp::MAX))
        }
        "ABSOLUTE" => None,
        "END_DATE" => date(said.value),
        "DAYS" => span(now, |span| span.try_days(said.value)),
        "MONTHS" => span(now, |span| span.try_months(said.value)),
        _ => span(now, |span| span.try_years(said.value)),
    };
    let found = found.filter(|at| (0..=LAST).contains(&at.as_second()));
    found.ok_or_else(|| errors::validation("The validity is not a time that can be written."))
}

fn span(now: Timestamp, say: impl Fn(Span) -> Result<Span, jiff::Error>) -> Option<Timestamp> {
    let later = now
        .to_zoned(TimeZone::UTC)
        .checked_add(say(Span::new()).ok()?);
    Some(later.ok()?.timestamp())
}

/// `YYMMDDHHMMSS` or `YYYYMMDDHHMMSS`; two digits of a year are of 1950 to 2049.
fn date(value: i64) -> Option<Timestamp> {
    let (day, clock) = (value / 1_000_000, value % 1_000_000);
    let (year, month, date) = (day / 10_000, day / 100 % 100, day % 100);
    let year = match year {
        0..50 => 2_000 + year,
        50..100 => 1_900 + year,
        _ => year,
    };
    let part = |number: i64| i8::try_from(number).ok();
    let at = DateTime::new(
        i16::try_from(year).ok()?,
        part(month)?,
        part(date)?,
        part(clock / 10_000)?,
        part(clock / 100 % 100)?,
        part(clock % 100)?,
        0,
    );
    Some(at.ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(kind: &str, value: i64) -> Option<String> {
        let now: Timestamp = "2026-01-31T00:00:00Z".parse().unwrap();
        let said = Validity {
            r#type: kind.to_owned(),
            value,
        };
        moment(&said, now).ok().map(|at| at.to_string())
    }

    #[test]
    fn kinds_of_validity() {
        for (kind, value, wanted) in [
            ("DAYS", 1, "2026-02-01T00:00:00Z"),
            ("MONTHS", 1, "2026-02-28T00:00:00Z"),
            ("YEARS", 10, "2036-01-31T00:00:00Z"),
            (
                "ABSOLUTE",
                253_402_300_799,
                "9999-12-30T22:00:00.999999999Z",
            ),
            ("END_DATE", 491231235959, "2049-12-31T23:59:59Z"),
            ("END_DATE", 20500101000000, "2050-01-01T00:00:00Z"),
        ] {
            assert_eq!(at(kind, value).as_deref(), Some(wanted), "{kind} {value}");
        }
        for (kind, value) in [
            ("DAYS", i64::MAX),
            ("YEARS", 20_000),
            ("END_DATE", 491331235959),
            ("END_DATE", i64::MAX),
            ("ABSOLUTE", i64::MAX),
        ] {
            assert_eq!(at(kind, value), None, "{kind} {value}");
        }
    }
}
