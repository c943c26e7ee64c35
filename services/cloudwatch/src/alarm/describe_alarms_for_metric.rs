//! DescribeAlarmsForMetric: metric alarms that name a metric themselves.

use super::row::{ALARMS, Rule, Subject};
use super::show;
use crate::metric::identity;
use crate::shapes::{DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

/// Rows at once.
const BATCH: usize = 200;

pub fn run(
    cx: &mut Cx,
    input: DescribeAlarmsForMetricInput,
) -> Result<DescribeAlarmsForMetricOutput, AwsError> {
    let dimensions = input.dimensions.clone().unwrap_or_default().into_iter();
    let dimensions: Vec<_> = dimensions.map(|d| (d.name, d.value)).collect();
    let wanted = identity(&input.namespace, &input.metric_name, &dimensions);
    let stat = input
        .statistic
        .as_ref()
        .or(input.extended_statistic.as_ref());
    let is = |rule: &Rule| {
        let measured = rule
            .watched()
            .filter(|_| rule.simple)
            .and_then(|q| q.metric.as_ref());
        measured.is_some_and(|measured| {
            measured.identity() == wanted
                && stat.is_none_or(|stat| *stat == measured.stat)
                && input.period.is_none_or(|period| period == measured.period)
                && (input.unit.is_none() || input.unit == measured.unit)
        })
    };
    let (mut span, mut found) = (Span::all(), Vec::new());
    loop {
        let scope = cx.scope();
        let rows = ALARMS.scan(cx.tx, scope, span.clone(), BATCH, false)?;
        let finished = rows.len() < BATCH;
        if let Some((last, _)) = rows.last() {
            span = span.after(last);
        }
        for (_, alarm) in rows {
            let Subject::Metric(rule) = alarm.subject.clone() else {
                continue;
            };
            if is(&rule) {
                found.push(show::metric(cx, alarm, &rule));
            }
        }
        if finished {
            return Ok(DescribeAlarmsForMetricOutput {
                metric_alarms: Some(found),
            });
        }
    }
}
