//! `minutes hours day-of-month month day-of-week year`, as AWS has it.

use crate::field::{Set, number, value};
use crate::moment;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const YEARS: (u16, u16) = (1970, 2199);

#[derive(Clone, Debug, PartialEq)]
pub struct Cron {
    minutes: Set,
    hours: Set,
    months: Set,
    years: Set,
    days: Days,
}

/// By the day of the month or by the day of the week: one of the two is always `?`.
#[derive(Clone, Debug, PartialEq)]
enum Days {
    OfMonth(Vec<OfMonth>),
    OfWeek(Vec<OfWeek>),
}

#[derive(Clone, Debug, PartialEq)]
enum OfMonth {
    Any(Set),
    Last,
    /// The working day nearest to it.
    Near(i8),
    LastWorkingDay,
}

#[derive(Clone, Debug, PartialEq)]
enum OfWeek {
    Any(Set),
    /// The last of the month.
    Last(u16),
    /// `3#2`: the second Tuesday.
    Nth(u16, i8),
}

impl Cron {
    pub fn parse(text: &str) -> Option<Cron> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, day, month, weekday, year] = fields.as_slice() else {
            return None;
        };
        let days = match (*day, *weekday) {
            ("?", "?") => return None,
            (day, "?") => Days::OfMonth(of_month(day)?),
            ("?", weekday) => Days::OfWeek(of_week(weekday)?),
            _ => return None,
        };
        Some(Cron {
            minutes: Set::parse(minutes, 0, 59, &[])?,
            hours: Set::parse(hours, 0, 23, &[])?,
            months: Set::parse(month, 1, 12, &MONTHS)?,
            years: Set::parse(year, YEARS.0, YEARS.1, &[])?,
            days,
        })
    }

    pub fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut day = after.to_zoned(zone.clone()).date();
        // What a clock that was set back repeats may lie on the day before.
        day = day.yesterday().unwrap_or(day);
        while i64::from(day.year()) <= i64::from(YEARS.1) {
            if !self.years.has(day.year().into()) {
                day = Date::new(day.year() + 1, 1, 1).ok()?;
                continue;
            }
            if !self.months.has(day.month().into()) {
                day = day.last_of_month().tomorrow().ok()?;
                continue;
            }
            if self.is_day(day) {
                if let Some(found) = self.on(day, after, zone) {
                    return Some(found);
                }
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    fn on(&self, day: Date, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let times = self.hours.values().flat_map(|hour| {
            let minutes = self.minutes.values();
            minutes.filter_map(move |minute| moment(day.at(hour as i8, minute as i8, 0, 0), zone))
        });
        times.filter(|at| *at > after).min()
    }

    fn is_day(&self, day: Date) -> bool {
        match &self.days {
            Days::OfMonth(wanted) => wanted.iter().any(|wanted| wanted.is(day)),
            Days::OfWeek(wanted) => wanted.iter().any(|wanted| wanted.is(day)),
        }
    }
}

impl OfMonth {
    fn is(&self, day: Date) -> bool {
        match self {
            OfMonth::Any(set) => set.has(day.day().into()),
            OfMonth::Last => day == day.last_of_month(),
            OfMonth::LastWorkingDay => near(day, day.last_of_month().day()) == Some(day),
            OfMonth::Near(wanted) => near(day, *wanted) == Some(day),
        }
    }
}

/// The working day nearest to a day of the same month, without leaving it.
fn near(day: Date, wanted: i8) -> Option<Date> {
    let target = Date::new(day.year(), day.month(), wanted).ok()?;
    let (before, after) = match target.weekday() {
        Weekday::Saturday => (
            target.yesterday().ok()?,
            target.tomorrow().ok()?.tomorrow().ok()?,
        ),
        Weekday::Sunday => (
            target.tomorrow().ok()?,
            target.yesterday().ok()?.yesterday().ok()?,
        ),
        _ => return Some(target),
    };
    Some(if before.month() == target.month() {
        before
    } else {
        after
    })
}

impl OfWeek {
    fn is(&self, day: Date) -> bool {
        let weekday = weekday(day);
        match self {
            OfWeek::Any(set) => set.has(weekday.into()),
            OfWeek::Last(wanted) => *wanted == weekday && day.day() > day.days_in_month() - 7,
            OfWeek::Nth(wanted, nth) => *wanted == weekday && (day.day() - 1) / 7 + 1 == *nth,
        }
    }
}

/// Sunday is 1.
fn weekday(day: Date) -> u16 {
    day.weekday().to_sunday_one_offset() as u16
}

fn of_month(text: &str) -> Option<Vec<OfMonth>> {
    let one = |text: &str| {
        if let Some(near) = text.strip_suffix('W') {
            return match near {
                "L" => Some(OfMonth::LastWorkingDay),
                day => number(day)
                    .filter(|day| (1..=31).contains(day))
                    .map(|day| OfMonth::Near(day as i8)),
            };
        }
        match text {
            "L" => Some(OfMonth::Last),
            _ => Set::parse(text, 1, 31, &[]).map(OfMonth::Any),
        }
    };
    text.split(',').map(one).collect()
}

fn of_week(text: &str) -> Option<Vec<OfWeek>> {
    let day = |text: &str| value(text, 1, 7, &DAYS);
    let one = |text: &str| {
        if let Some((weekday, nth)) = text.split_once('#') {
            let nth = number(nth).filter(|nth| (1..=5).contains(nth))?;
            return Some(OfWeek::Nth(day(weekday)?, nth as i8));
        }
        if let Some(weekday) = text.strip_suffix('L') {
            return match weekday {
                // The last day of the week.
                "" => Some(OfWeek::Any(Set::parse("7", 1, 7, &[])?)),
                weekday => Some(OfWeek::Last(day(weekday)?)),
            };
        }
        Set::parse(text, 1, 7, &DAYS).map(OfWeek::Any)
    };
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zone;

    fn next(cron: &str, after: &str, tz: &str) -> Option<String> {
        let cron = Cron::parse(cron).unwrap_or_else(|| panic!("{cron}"));
        let found = cron.next(after.parse().unwrap(), &zone(tz).unwrap());
        found.map(|at| at.to_string())
    }

    #[test]
    fn the_examples_of_the_documentation() {
        let utc = |cron: &str, after: &str| next(cron, after, "UTC").unwrap();
        // 2026-01-01 is a Thursday.
        let start = "2026-01-01T00:00:00Z";
        assert_eq!(utc("0 10 * * ? *", start), "2026-01-01T10:00:00Z");
        assert_eq!(utc("15 12 * * ? *", start), "2026-01-01T12:15:00Z");
        assert_eq!(
            utc("0 18 ? * MON-FRI *", "2026-01-02T18:00:00Z"),
            "2026-01-05T18:00:00Z"
        );
        assert_eq!(utc("0 8 1 * ? *", start), "2026-01-01T08:00:00Z");
        assert_eq!(utc("0/15 * * * ? *", start), "2026-01-01T00:15:00Z");
        assert_eq!(
            utc("0/10 * ? * MON-FRI *", "2026-01-02T23:55:00Z"),
            "2026-01-05T00:00:00Z"
        );
        assert_eq!(utc("0/5 8-17 ? * MON-FRI *", start), "2026-01-01T08:00:00Z");
        assert_eq!(utc("0 9 ? * 2#1 *", start), "2026-01-05T09:00:00Z");
        assert_eq!(utc("0 9 ? * 6L *", start), "2026-01-30T09:00:00Z");
        assert_eq!(
            utc("0 9 L * ? *", "2026-02-01T00:00:00Z"),
            "2026-02-28T09:00:00Z"
        );
        // The 3rd is a Saturday; the 1st of August one that Friday would leave the month for.
        assert_eq!(utc("0 9 3W * ? *", start), "2026-01-02T09:00:00Z");
        assert_eq!(utc("0 9 1W 8 ? 2026", start), "2026-08-03T09:00:00Z");
        assert_eq!(utc("0 9 LW 5 ? 2026", start), "2026-05-29T09:00:00Z");
        assert_eq!(utc("0 0 29 FEB ? *", start), "2028-02-29T00:00:00Z");
        assert_eq!(
            utc("0 22-2 * * ? *", "2026-01-01T02:30:00Z"),
            "2026-01-01T22:00:00Z"
        );
    }

    #[test]
    fn what_never_comes() {
        assert_eq!(next("0 0 30 2 ? *", "2026-01-01T00:00:00Z", "UTC"), None);
        assert_eq!(next("0 0 1 1 ? 2020", "2026-01-01T00:00:00Z", "UTC"), None);
    }

    #[test]
    fn clocks_that_are_changed() {
        let berlin = |after: &str| next("30 2 * * ? *", after, "Europe/Berlin").unwrap();
        // On 29 March 2026 half past two is skipped, on 25 October it comes twice.
        assert_eq!(berlin("2026-03-28T12:00:00Z"), "2026-03-30T00:30:00Z");
        assert_eq!(berlin("2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
        assert_eq!(berlin("2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z");
    }

    #[test]
    fn no_expressions() {
        for text in [
            "",
            "* * * * *",
            "* * * * * *",
            "* * ? * ? *",
            "60 * * * ? *",
            "* 24 * * ? *",
            "* * 0 * ? *",
            "* * 32 * ? *",
            "* * * 13 ? *",
            "* * ? * 8 *",
            "* * ? * 0 *",
            "* * * * ? 1969",
            "* * * * ? 2200",
            "*/0 * * * ? *",
            "a * * * ? *",
            "* * ? * 2#6 *",
            "-1 * * * ? *",
            "1- * * * ? *",
            "* * 32W * ? *",
            "? * * * ? *",
            "+1 * * * ? *",
            "* * * * ? * *",
            "*/60 * * * ? *",
        ] {
            assert_eq!(Cron::parse(text), None, "{text}");
        }
    }
}
