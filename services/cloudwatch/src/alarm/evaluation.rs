//! Looking at an alarm: each minute by a timer of its own, which sets the next one in the same
//! transaction. An alarm whose metrics say nothing, and of which nothing can change, has no timer until
//! data come ([`super::watch`]).

use super::change::{Change, change};
use super::judge::{EXTRA, Missing, breaches, judge, leaves};
use super::reason::Judged;
use super::row::{self, Alarm, Rule, Subject};
use super::watch;
use crate::data::{Asked, Query, Resolver};
use haneul_metric::Stat;
use haneul_metric::math::Series;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::Timestamp;
use serde_json::json;

pub const EVALUATE: &str = "evaluate";

/// So many seconds behind the end of a period, for what is still on its way.
const BEHIND: i64 = 5;
const BEHIND_FAST: i64 = 1;

/// How often, and how long behind the round moment.
fn rhythm(rule: &Rule) -> (i64, i64) {
    match rule.period() < 60 {
        true => (10, BEHIND_FAST),
        false => (60, BEHIND),
    }
}

/// Sets the timer of an alarm's next look; the row is the caller's to save.
pub fn look_again(cx: &mut Cx, alarm: &mut Alarm) -> Result<(), AwsError> {
    let Subject::Metric(rule) = &alarm.subject else {
        return Ok(());
    };
    let (step, behind) = rhythm(rule);
    let now = cx.now().as_second();
    let next = ((now - behind).div_euclid(step) + 1) * step + behind;
    let at = Timestamp::from_second(next).unwrap_or(Timestamp::MAX);
    if alarm.due == Some(at) {
        return Ok(());
    }
    alarm.due = Some(at);
    let id = format!("cloudwatch {} {} {}", cx.account(), cx.region(), alarm.name);
    cx.timer(
        at,
        &id,
        "cloudwatch/evaluate",
        json!({"name": alarm.name, "due": next}),
    )
}

pub fn evaluate(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let name = timer.payload["name"].as_str().unwrap_or_default();
    let Some(mut alarm) = row::find(cx, name)? else {
        return Ok(());
    };
    let due = alarm.due.map(Timestamp::as_second);
    if due.is_none() || due != timer.payload["due"].as_i64() {
        return Ok(());
    }
    let Subject::Metric(rule) = &alarm.subject else {
        return Ok(());
    };
    let rule = rule.clone();
    alarm.due = None;
    let look = look(cx, &rule)?;
    let before = alarm.state.value;
    if let Some(change_) = look.change.filter(|change| change.value != before) {
        change(cx, &mut alarm, change_)?;
    }
    // Whoever found nothing, twice the same, waits for data.
    match look.empty && alarm.state.value == before && watch::can_wait(cx, &rule)? {
        true => watch::wait(cx, &alarm.name, &rule)?,
        false => look_again(cx, &mut alarm)?,
    }
    row::save(cx, &alarm)
}

struct Look {
    change: Option<Change>,
    empty: bool,
}

/// What the rule says now.
fn look(cx: &mut Cx, rule: &Rule) -> Result<Look, AwsError> {
    let (step, _) = rhythm(rule);
    let now = cx.now();
    let period = rule.period();
    let end = now.as_second().div_euclid(step) * step;
    let many = rule.evaluation_periods + EXTRA;
    let start = end - many * period;
    let Some(watched) = rule.watched() else {
        return Ok(Look {
            change: None,
            empty: false,
        });
    };
    let asked = Asked {
        start,
        end,
        exact: true,
    };
    let resolver = Resolver::new(cx, &rule.queries, asked, None);
    let find = |query: &Query| match resolver.find(query) {
        Ok(found) => Ok(found.series),
        // What cannot be computed has no data.
        Err(error) if error.status.is_none() => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    let found = find(watched)?;
    let bounds = rule.band().map(find).transpose()?;
    let samples = resolver.samples.take();
    let empty = samples.values().all(Vec::is_empty);
    let own = samples.get(&watched.id).cloned().unwrap_or_default();
    let count = |at: i64| {
        own.iter()
            .find(|sample| sample.0 == at)
            .map_or(1.0, |sample| sample.1)
    };
    let mut series = found.into_iter().next().unwrap_or_default();
    let bounds = bounds.map(|bounds| Bounds::of(&bounds));
    if let Some(bounds) = &bounds {
        // What nothing is expected of says nothing.
        series.points.retain(|(at, _)| bounds.at(*at).is_some());
    }
    let of = |at: i64, value: f64| match &bounds {
        None => breaches(&rule.comparison, value, rule.threshold),
        Some(bounds) => bounds
            .at(at)
            .is_some_and(|bounds| leaves(&rule.comparison, value, bounds)),
    };
    let periods: Vec<Option<bool>> = (0..many)
        .map(|n| start + n * period)
        .map(|at| series.at(at).map(|value| of(at, value)))
        .collect();
    let n = rule.evaluation_periods as usize;
    let missing = Missing::read(rule.missing.as_deref()).unwrap_or(Missing::AsIs);
    let points = series.points.iter().rev().take(n);
    let points: Vec<_> = points
        .map(|(at, value)| (*at, *value, count(*at)))
        .collect();
    if has_few(rule, points.iter().map(|point| point.2).sum()) {
        return Ok(Look {
            change: None,
            empty,
        });
    }
    let Some(value) = judge(&periods, n, rule.to_alarm() as usize, missing) else {
        return Ok(Look {
            change: None,
            empty,
        });
    };
    let judged = Judged {
        rule,
        points,
        missing,
        now,
        bounds: bounds.as_ref(),
    };
    let change = Change {
        value,
        reason: judged.text(value, of),
        data: Some(judged.data()),
    };
    Ok(Look {
        change: Some(change),
        empty,
    })
}

/// What was to be expected in each period.
pub struct Bounds {
    high: Series,
    low: Series,
}

impl Bounds {
    fn of(series: &[Series]) -> Bounds {
        let one = |n: usize| series.get(n).cloned().unwrap_or_default();
        Bounds {
            high: one(0),
            low: one(1),
        }
    }

    pub fn at(&self, at: i64) -> Option<(f64, f64)> {
        self.high.at(at).zip(self.low.at(at))
    }
}

/// Too few samples for a percentile, where the alarm says to wait for more.
fn has_few(rule: &Rule, samples: f64) -> bool {
    if rule.low_samples.as_deref() != Some("ignore") {
        return false;
    }
    let measured = rule.watched().and_then(|query| query.metric.as_ref());
    let Some(Stat::Percentile(percent)) = measured.and_then(|m| Stat::read(&m.stat)) else {
        return false;
    };
    let part = percent / 100.0;
    let rest = if part >= 0.5 { 1.0 - part } else { part };
    samples < 10.0 / rest.max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_samples() {
        let measured = crate::data::Measured {
            namespace: "A".to_owned(),
            name: "b".to_owned(),
            dimensions: Vec::new(),
            period: 60,
            stat: "p99".to_owned(),
            unit: None,
        };
        let query = crate::data::Query {
            id: "m1".to_owned(),
            metric: Some(measured),
            expression: None,
            label: None,
            returned: None,
            period: None,
        };
        let mut rule = Rule {
            queries: vec![query],
            simple: true,
            evaluation_periods: 1,
            datapoints: None,
            threshold: 1.0,
            comparison: "GreaterThanThreshold".to_owned(),
            missing: None,
            low_samples: Some("ignore".to_owned()),
            threshold_metric: None,
        };
        assert!(has_few(&rule, 900.0) && !has_few(&rule, 1_001.0));
        rule.low_samples = None;
        assert!(!has_few(&rule, 1.0));
    }
}
