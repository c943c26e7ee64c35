//! Alarms that wait for data: they have no timer, and are woken by whoever puts some.

use super::evaluation::look_again;
use super::row::{self, Rule};
use crate::metric::{Identity, Window, read};
use haneul_metric::math::Expression;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// Who waits for which metric.
static WAITING: Table<(Identity, String), Waiting> = Table::new("cloudwatch_alarm_waiting");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Waiting {}

impl Stored for Waiting {
    const VERSION: u32 = 1;
}

/// What changes with time alone.
const BY_TIME: &[&str] = &[
    "MINUTE",
    "HOUR",
    "DAY",
    "DATE",
    "MONTH",
    "YEAR",
    "EPOCH",
    "TIME_SERIES",
    "SEARCH",
];

/// Data may be put for so long from now.
const AHEAD: i64 = 2 * 3_600 + 60;

/// Whether nothing but new data changes what the rule says.
pub fn can_wait(cx: &mut Cx, rule: &Rule) -> Result<bool, AwsError> {
    let texts = rule
        .queries
        .iter()
        .filter_map(|query| query.expression.as_ref());
    for text in texts {
        let by_time = |expression: Expression| BY_TIME.iter().any(|name| expression.calls(name));
        if Expression::parse(text).map_or(true, by_time) {
            return Ok(false);
        }
    }
    // What was put ahead of its time comes without another call.
    let now = cx.now().as_second();
    let start = now.div_euclid(60) * 60 - 60;
    let window = Window {
        start,
        end: start + AHEAD + 120,
        period: 60,
        now,
    };
    for measured in rule
        .queries
        .iter()
        .filter_map(|query| query.metric.as_ref())
    {
        let scope = cx.scope();
        let fine = Window {
            period: 1,
            ..window
        };
        let window = if measured.period < 60 { fine } else { window };
        if !read(cx.tx, scope, measured.identity(), &window)?.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

pub fn wait(cx: &mut Cx, name: &str, rule: &Rule) -> Result<(), AwsError> {
    for measured in rule
        .queries
        .iter()
        .filter_map(|query| query.metric.as_ref())
    {
        let key = (measured.identity(), name);
        WAITING.put(cx.tx, cx.scope(), &key, &Waiting {})?;
    }
    Ok(())
}

/// Wakes who waits for a metric. Whoever begins to wait meanwhile is a conflict.
pub fn wake(cx: &mut Cx, identity: &Identity) -> Result<(), AwsError> {
    let scope = cx.scope();
    let waiting = WAITING.scan(cx.tx, scope, Span::prefix(identity), usize::MAX, false)?;
    for ((identity, name), _) in waiting {
        WAITING.delete(cx.tx, scope, &(identity, name.as_str()))?;
        let Some(mut alarm) = row::find(cx, &name)? else {
            continue;
        };
        if alarm.due.is_none() {
            look_again(cx, &mut alarm)?;
            row::save(cx, &alarm)?;
        }
    }
    Ok(())
}
