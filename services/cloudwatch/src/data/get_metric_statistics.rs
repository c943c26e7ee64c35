//! GetMetricStatistics: statistics of one metric, by period and unit.

use super::aligned;
use super::query::{check_period, check_stat};
use crate::errors;
use crate::limits::STATISTICS;
use crate::metric::{Window, identity, read, unit};
use crate::shapes::{Datapoint, GetMetricStatisticsInput, GetMetricStatisticsOutput};
use haneul_metric::pack::Point;
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub fn run(
    cx: &mut Cx,
    input: GetMetricStatisticsInput,
) -> Result<GetMetricStatisticsOutput, AwsError> {
    let statistics = input.statistics.unwrap_or_default();
    let extended = input.extended_statistics.unwrap_or_default();
    if statistics.is_empty() && extended.is_empty() {
        return Err(errors::missing_says(
            "At least one of the parameters Statistics or ExtendedStatistics must be specified.",
        ));
    }
    for (n, name) in extended.iter().enumerate() {
        let path = format!("ExtendedStatistics.member.{}", n + 1);
        if check_stat(name, &path)?.is_plain() {
            return Err(errors::bad_value(name, &path));
        }
    }
    check_period(input.period, "Period")?;
    let (start, end) = (input.start_time.as_second(), input.end_time.as_second());
    if start >= end {
        return Err(errors::combination(
            "The parameter StartTime must be less than the parameter EndTime.",
        ));
    }
    let many = (end - start).div_euclid(input.period);
    if many > STATISTICS {
        return Err(errors::combination(format!(
            "You have requested up to {} datapoints, which exceeds the limit of {}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
            grouped(many),
            grouped(STATISTICS)
        )));
    }
    let now = cx.now().as_second();
    let window = Window {
        start: aligned(start, input.period, now),
        end,
        period: input.period,
        now,
    };
    let dimensions: Vec<_> = input.dimensions.unwrap_or_default().into_iter().collect();
    let dimensions: Vec<_> = dimensions.into_iter().map(|d| (d.name, d.value)).collect();
    let identity = identity(&input.namespace, &input.metric_name, &dimensions);
    let scope = cx.scope();
    let points = read(cx.tx, scope, identity, &window)?;
    let wanted = input.unit.as_deref().map(|name| unit::code(Some(name)));
    let points = points
        .into_iter()
        .filter(|point| wanted.is_none_or(|unit| unit == point.unit));
    let shown = points.map(|point| shown(&point, &statistics, &extended));
    Ok(GetMetricStatisticsOutput {
        label: Some(input.metric_name),
        datapoints: Some(shown.collect()),
    })
}

fn shown(point: &Point, statistics: &[String], extended: &[String]) -> Datapoint {
    let of = |name: &str| haneul_metric::Stat::read(name)?.of(&point.spread);
    let asked = |name: &str| {
        statistics
            .iter()
            .any(|s| s == name)
            .then(|| of(name))
            .flatten()
    };
    let more = extended
        .iter()
        .filter_map(|name| Some((name.clone(), of(name)?)));
    let more: Vec<_> = more.collect();
    Datapoint {
        timestamp: Timestamp::from_second(point.at).ok(),
        sample_count: asked("SampleCount"),
        average: asked("Average"),
        sum: asked("Sum"),
        minimum: asked("Minimum"),
        maximum: asked("Maximum"),
        unit: Some(unit::name(point.unit).to_owned()),
        extended_statistics: (!more.is_empty()).then_some(more),
    }
}

/// With a comma before each three digits.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
