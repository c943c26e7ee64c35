//! PutMetricAlarm: makes an alarm, or gives one another rule. Its state stays, and is judged anew.

use super::judge::Missing;
use super::row::{self, Alarm, Rule, State, Subject, Value};
use super::{event, history, look_again};
use crate::data::{Measured, Query, query};
use crate::shapes::{PutMetricAlarmInput, PutMetricAlarmOutput};
use crate::{anomaly, errors, limits, tag};
use haneul_metric::Stat;
use haneul_metric::math::Expression;
use haneul_pipeline::{AwsError, Cx};
use std::collections::HashSet;

pub fn run(cx: &mut Cx, input: PutMetricAlarmInput) -> Result<PutMetricAlarmOutput, AwsError> {
    refuse(&input)?;
    let rule = rule(cx, &input)?;
    let ok_actions = input.ok_actions.unwrap_or_default();
    let alarm_actions = input.alarm_actions.unwrap_or_default();
    let insufficient_actions = input.insufficient_data_actions.unwrap_or_default();
    super::check_actions(cx, [&ok_actions, &alarm_actions, &insufficient_actions])?;
    let known = row::find(cx, &input.alarm_name)?;
    if known
        .as_ref()
        .is_some_and(|known| matches!(known.subject, Subject::Composite(_)))
    {
        return Err(errors::validation(format!(
            "A composite alarm with the name {} already exists.",
            input.alarm_name
        )));
    }
    let alarm = Alarm {
        name: input.alarm_name,
        description: input.alarm_description,
        actions_enabled: input.actions_enabled.unwrap_or(true),
        ok_actions,
        alarm_actions,
        insufficient_actions,
        subject: Subject::Metric(rule),
        tags: tag::of_input(input.tags)?,
        configured: cx.now(),
        state: initial(cx),
        due: None,
    };
    let mut alarm = keep(cx, alarm, known)?;
    look_again(cx, &mut alarm)?;
    row::save(cx, &alarm)?;
    Ok(PutMetricAlarmOutput::default())
}

pub fn initial(cx: &Cx) -> State {
    State {
        value: Value::InsufficientData,
        reason: "Unchecked: Initial alarm creation".to_owned(),
        data: None,
        updated: cx.now(),
        transitioned: cx.now(),
    }
}

/// What an alarm of that name had stays its own; the row is the caller's to save.
pub fn keep(cx: &mut Cx, mut alarm: Alarm, known: Option<Alarm>) -> Result<Alarm, AwsError> {
    let how = match known {
        Some(known) => {
            // Tags are those that it was made with.
            alarm.tags = known.tags;
            alarm.state = known.state;
            alarm.due = known.due;
            "updated"
        }
        None => "created",
    };
    history::configured(cx, &alarm, how)?;
    let operation = if how == "created" { "create" } else { "update" };
    event::configuration_change(cx, &alarm, operation)?;
    Ok(alarm)
}

fn refuse(input: &PutMetricAlarmInput) -> Result<(), AwsError> {
    let refused = [
        ("EvaluationCriteria", input.evaluation_criteria.is_some()),
        ("EvaluationInterval", input.evaluation_interval.is_some()),
        ("EvaluationWindow", input.evaluation_window.is_some()),
        ("WarmUpConfiguration", input.warm_up_configuration.is_some()),
        ("ActionConfiguration", input.action_configuration.is_some()),
    ];
    match refused.iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(AwsError::not_implemented(format_args!(
            "PutMetricAlarm's {name}"
        ))),
        None => Ok(()),
    }
}

fn rule(cx: &mut Cx, input: &PutMetricAlarmInput) -> Result<Rule, AwsError> {
    let missing = |name: &str| errors::missing(name);
    let comparison = input
        .comparison_operator
        .clone()
        .ok_or_else(|| missing("ComparisonOperator"))?;
    let evaluation_periods = input
        .evaluation_periods
        .ok_or_else(|| missing("EvaluationPeriods"))?;
    let threshold = threshold(input, &comparison)?;
    if !threshold.is_finite() {
        return Err(errors::validation(
            "The parameter Threshold must be a number.",
        ));
    }
    if input
        .datapoints_to_alarm
        .is_some_and(|many| many > evaluation_periods)
    {
        return Err(errors::validation(
            "The parameter DatapointsToAlarm must be less than or equal to the parameter EvaluationPeriods.",
        ));
    }
    if Missing::read(input.treat_missing_data.as_deref()).is_none() {
        return Err(errors::validation(
            "The value for parameter TreatMissingData must be breaching, notBreaching, ignore or missing.",
        ));
    }
    let simple = input.metrics.is_none();
    let queries = match simple {
        true => vec![simple_query(input)?],
        false => math_queries(cx, input)?,
    };
    let low_samples = low_samples(input, &queries)?;
    let rule = Rule {
        queries,
        simple,
        evaluation_periods,
        datapoints: input.datapoints_to_alarm,
        threshold,
        comparison,
        missing: input.treat_missing_data.clone(),
        low_samples,
        threshold_metric: input.threshold_metric_id.clone(),
    };
    check_range(&rule)?;
    detect(cx, &rule)?;
    Ok(rule)
}

/// A number, or none where a band takes its place.
fn threshold(input: &PutMetricAlarmInput, comparison: &str) -> Result<f64, AwsError> {
    let by_band = comparison.contains("Upper") || comparison.contains("Lower");
    match (by_band, &input.threshold_metric_id, input.threshold) {
        (false, None, Some(threshold)) => Ok(threshold),
        (false, None, None) => Err(errors::missing("Threshold")),
        (true, Some(_), None) if input.metrics.is_none() => Err(errors::validation(
            "The parameter ThresholdMetricId is specified with the parameter Metrics only.",
        )),
        (true, Some(_), None) => Ok(0.0),
        (true, None, _) => Err(errors::validation(format!(
            "The parameter ThresholdMetricId is required with the comparison operator {comparison}."
        ))),
        (false, Some(_), _) => Err(errors::validation(format!(
            "The comparison operator {comparison} cannot be used with the parameter ThresholdMetricId."
        ))),
        (true, Some(_), Some(_)) => Err(errors::validation(
            "The parameters Threshold and ThresholdMetricId are mutually exclusive and you have specified both.",
        )),
    }
}

/// What a band is asked of is detected from now on.
fn detect(cx: &mut Cx, rule: &Rule) -> Result<(), AwsError> {
    let text = rule.band().and_then(|band| band.expression.as_deref());
    let Some(text) = text else { return Ok(()) };
    let expression = Expression::parse(text).map_err(errors::validation)?;
    let ids = expression.ids();
    let named = rule.queries.iter();
    for query in named.filter(|query| ids.contains(query.id.as_str())) {
        if let Some(measured) = &query.metric {
            anomaly::ensure(cx, measured)?;
        }
    }
    Ok(())
}

/// Periods times their length.
fn check_range(rule: &Rule) -> Result<(), AwsError> {
    let most = match rule.period() >= 3_600 {
        true => limits::LONG_LOOK_BACK,
        false => limits::LOOK_BACK,
    };
    match rule.period().saturating_mul(rule.evaluation_periods) > most {
        true => Err(errors::validation(format!(
            "Metrics cannot be checked across more than {} (EvaluationPeriods * Period must be <= {most}).",
            if most == limits::LOOK_BACK {
                "a day"
            } else {
                "a week"
            }
        ))),
        false => Ok(()),
    }
}

fn low_samples(input: &PutMetricAlarmInput, queries: &[Query]) -> Result<Option<String>, AwsError> {
    let Some(said) = &input.evaluate_low_sample_count_percentile else {
        return Ok(None);
    };
    let measured = queries.first().and_then(|query| query.metric.as_ref());
    let percentile = measured.and_then(|m| Stat::read(&m.stat));
    let percentile = matches!(percentile, Some(Stat::Percentile(_)));
    match ["evaluate", "ignore"].contains(&said.as_str()) && percentile {
        true => Ok(Some(said.clone())),
        false => Err(errors::validation(
            "The parameter EvaluateLowSampleCountPercentile must be evaluate or ignore, and goes with a percentile.",
        )),
    }
}

fn simple_query(input: &PutMetricAlarmInput) -> Result<Query, AwsError> {
    let needed = |value: &Option<String>, name: &str| {
        value.clone().ok_or_else(|| {
            errors::validation(format!(
                "The parameter {name} is required, unless Metrics is specified."
            ))
        })
    };
    let stat = match (&input.statistic, &input.extended_statistic) {
        (Some(stat), None) => stat.clone(),
        (None, Some(stat)) => {
            if query::check_stat(stat, "ExtendedStatistic")?.is_plain() {
                return Err(errors::bad_value(stat, "ExtendedStatistic"));
            }
            stat.clone()
        }
        (None, None) => {
            return Err(errors::validation(
                "At least one of the parameters Statistic or ExtendedStatistic must be specified.",
            ));
        }
        _ => {
            return Err(errors::combination(
                "The parameters Statistic and ExtendedStatistic are mutually exclusive.",
            ));
        }
    };
    let period = input.period.ok_or_else(|| errors::missing("Period"))?;
    check_alarm_period(period)?;
    let dimensions = input.dimensions.clone().unwrap_or_default().into_iter();
    let measured = Measured {
        namespace: needed(&input.namespace, "Namespace")?,
        name: needed(&input.metric_name, "MetricName")?,
        dimensions: dimensions.map(|d| (d.name, d.value)).collect(),
        period,
        stat,
        unit: input.unit.clone(),
    };
    Ok(Query {
        id: "m1".to_owned(),
        metric: Some(measured),
        expression: None,
        label: None,
        returned: None,
        period: None,
    })
}

fn check_alarm_period(period: i64) -> Result<(), AwsError> {
    let good = [10, 20, 30].contains(&period) || (period > 0 && period % 60 == 0);
    match good {
        true => Ok(()),
        false => Err(errors::validation(
            "Period must be 10, 20, 30 or a multiple of 60",
        )),
    }
}

/// One is watched, and beside it a band perhaps.
fn check_returned(queries: &[Query], band: Option<&str>) -> Result<(), AwsError> {
    let returned = || queries.iter().filter(|query| query.is_returned());
    let Some(id) = band else {
        return match returned().count() {
            1 => Ok(()),
            _ => Err(errors::validation(
                "Exactly one element of the metrics list should return data.",
            )),
        };
    };
    let is_band = |query: &Query| {
        let text = query.expression.as_deref().unwrap_or_default().trim_start();
        query.id == id && text.starts_with("ANOMALY_DETECTION_BAND")
    };
    if !returned().any(is_band) {
        return Err(errors::validation(format!(
            "The parameter ThresholdMetricId {id} must be the id of an ANOMALY_DETECTION_BAND that returns data."
        )));
    }
    match returned().count() {
        2 => Ok(()),
        _ => Err(errors::validation(
            "Exactly two elements of the metrics list should return data.",
        )),
    }
}

fn math_queries(cx: &Cx, input: &PutMetricAlarmInput) -> Result<Vec<Query>, AwsError> {
    let also = [
        input.metric_name.is_some(),
        input.namespace.is_some(),
        input.statistic.is_some(),
        input.extended_statistic.is_some(),
        input.period.is_some(),
        input.unit.is_some(),
        input
            .dimensions
            .as_ref()
            .is_some_and(|dimensions| !dimensions.is_empty()),
    ];
    if also.contains(&true) {
        return Err(errors::validation(
            "The parameter Metrics cannot be specified with MetricName, Namespace, Statistic, ExtendedStatistic, Dimensions, Period or Unit.",
        ));
    }
    let queries = query::read(input.metrics.clone().unwrap_or_default(), cx.account())?;
    check_returned(&queries, input.threshold_metric_id.as_deref())?;
    let metrics: Vec<_> = queries
        .iter()
        .filter_map(|query| query.metric.as_ref())
        .collect();
    if metrics.len() > limits::ALARM_METRICS {
        return Err(errors::validation(format!(
            "An alarm can have at most {} metrics.",
            limits::ALARM_METRICS
        )));
    }
    let periods: HashSet<i64> = metrics.iter().map(|measured| measured.period).collect();
    if periods.len() > 1 {
        return Err(errors::validation(
            "The metrics of an alarm must have the same period.",
        ));
    }
    for query in &queries {
        if let Some(period) = query.metric.as_ref().map(|m| m.period).or(query.period) {
            check_alarm_period(period)?;
        }
        let Some(text) = &query.expression else {
            continue;
        };
        let expression = query::check_expression(&query.id, text)?;
        if expression.calls("SEARCH") {
            return Err(errors::validation(
                "SEARCH is not supported on Metric Alarms.",
            ));
        }
        let unknown = expression
            .ids()
            .into_iter()
            .find(|id| !queries.iter().any(|q| q.id == *id));
        if let Some(id) = unknown {
            return Err(errors::validation(format!(
                "Error in expression '{}': Undefined variable {id}",
                query.id
            )));
        }
    }
    Ok(queries)
}
