//! When a secret is rotated: days, or an expression, and how long the window is.

use crate::errors;
use crate::secret::row::Rotation;
use crate::shapes::RotationRulesType;
use haneul_pipeline::AwsError;
use haneul_schedule::{Expression, Reader, TimeZone};
use jiff::{SignedDuration, Timestamp};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const MOST_DAYS: i64 = 999;
const LEAST: SignedDuration = SignedDuration::from_hours(4);

pub fn set(rotation: &mut Rotation, rules: RotationRulesType) -> Result<(), AwsError> {
    let (days, expression) = (rules.automatically_after_days, rules.schedule_expression);
    if days.is_some() && expression.is_some() {
        return Err(errors::parameter(
            "You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.",
        ));
    }
    if let Some(expression) = &expression {
        check_expression(expression)?;
    }
    rotation.days = days;
    rotation.expression = expression;
    rotation.duration = rules.duration;
    match hours(rotation) {
        Some(hours) if !(1..=24).contains(&hours) => Err(errors::parameter(
            "The rotation window Duration must be between 1 and 24 hours.",
        )),
        _ => Ok(()),
    }
}

fn check_expression(text: &str) -> Result<(), AwsError> {
    let wrong = || {
        errors::parameter(format!(
            "The ScheduleExpression {text} isn't valid: use rate() of 4 hours to 999 days, or \
             cron() on full hours."
        ))
    };
    match Expression::parse(text, Reader::Scheduler).ok_or_else(wrong)? {
        Expression::Rate(every) if every >= LEAST && every <= DAY * MOST_DAYS as i32 => Ok(()),
        // Minutes are always zero.
        Expression::Cron(_) if text.starts_with("cron(0 ") => Ok(()),
        _ => Err(wrong()),
    }
}

fn hours(rotation: &Rotation) -> Option<i64> {
    rotation.duration.as_ref()?.strip_suffix('h')?.parse().ok()
}

/// The first window after a time: when it opens, and when it closes.
pub fn window(rotation: &Rotation, base: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let (opens, whole_day) = match (&rotation.expression, rotation.days) {
        (Some(text), _) => match Expression::parse(text, Reader::Scheduler)? {
            Expression::Rate(every) if every < DAY || every.as_hours() % 24 != 0 => {
                (base + every, false)
            }
            Expression::Rate(every) => (midnight(base + every), true),
            other => (other.next(base, base, &TimeZone::UTC)?, true),
        },
        (None, Some(days)) => (
            midnight(base.checked_add(DAY * i32::try_from(days).ok()?).ok()?),
            true,
        ),
        (None, None) => return None,
    };
    let closes = match hours(rotation) {
        Some(hours) => opens + SignedDuration::from_hours(hours),
        None if whole_day => midnight(opens) + DAY - SignedDuration::from_secs(1),
        None => opens + SignedDuration::from_hours(1),
    };
    Some((opens, closes))
}

/// The beginning of a day.
fn midnight(time: Timestamp) -> Timestamp {
    let second = time.as_second();
    Timestamp::from_second(second - second.rem_euclid(86_400)).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rotation(days: Option<i64>, expression: Option<&str>, duration: Option<&str>) -> Rotation {
        Rotation {
            enabled: true,
            lambda: String::new(),
            days,
            expression: expression.map(str::to_owned),
            duration: duration.map(str::to_owned),
            next: None,
        }
    }

    #[test]
    fn windows() {
        let base: Timestamp = "2026-11-21T22:05:30Z".parse().expect("a time");
        let of = |rotation: Rotation| {
            let (opens, closes) = window(&rotation, base).expect("a window");
            format!("{opens} {closes}")
        };
        let day = "2026-12-21T00:00:00Z 2026-12-21T23:59:59Z";
        assert_eq!(of(rotation(Some(30), None, None)), day);
        assert_eq!(of(rotation(None, Some("rate(30 days)"), None)), day);
        assert_eq!(
            of(rotation(Some(30), None, Some("3h"))),
            "2026-12-21T00:00:00Z 2026-12-21T03:00:00Z"
        );
        assert_eq!(
            of(rotation(None, Some("rate(4 hours)"), None)),
            "2026-11-22T02:05:30Z 2026-11-22T03:05:30Z"
        );
        assert_eq!(
            of(rotation(None, Some("cron(0 16 1,15 * ? *)"), Some("2h"))),
            "2026-12-01T16:00:00Z 2026-12-01T18:00:00Z"
        );
        assert_eq!(window(&rotation(None, None, None), base), None);
    }

    #[test]
    fn expressions() {
        for text in ["rate(4 hours)", "rate(999 days)", "cron(0 8 ? * 1#1 *)"] {
            assert!(check_expression(text).is_ok(), "{text}");
        }
        for text in [
            "rate(3 hours)",
            "rate(1000 days)",
            "cron(5 8 * * ? *)",
            "at(2030-01-01T00:00:00)",
            "x",
        ] {
            assert!(check_expression(text).is_err(), "{text}");
        }
    }
}
