//! Alarms as the API shows them.

use super::row::{Alarm, Composite, Rule, Subject, arn};
use crate::data::query;
use crate::metric::list_metrics::dimensions;
use crate::shapes::{CompositeAlarm, MetricAlarm};
use haneul_metric::Stat;
use haneul_pipeline::Cx;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

const TIME: &str = "%Y-%m-%dT%H:%M:%S.%3f+0000";

/// `2019-10-02T17:04:40.989+0000`
pub fn stamp(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime(TIME).to_string()
}

pub fn metric(cx: &Cx, alarm: Alarm, rule: &Rule) -> MetricAlarm {
    let measured = rule
        .watched()
        .filter(|_| rule.simple)
        .and_then(|q| q.metric.clone());
    let plain = measured
        .as_ref()
        .is_some_and(|m| Stat::read(&m.stat).is_some_and(Stat::is_plain));
    let metrics = (!rule.simple).then(|| rule.queries.iter().map(query::shown).collect());
    let stat = measured.as_ref().map(|measured| measured.stat.clone());
    MetricAlarm {
        alarm_arn: Some(arn(cx, &alarm.name)),
        alarm_name: Some(alarm.name),
        alarm_description: alarm.description,
        alarm_configuration_updated_timestamp: Some(alarm.configured),
        actions_enabled: Some(alarm.actions_enabled),
        ok_actions: Some(alarm.ok_actions),
        alarm_actions: Some(alarm.alarm_actions),
        insufficient_data_actions: Some(alarm.insufficient_actions),
        state_value: Some(alarm.state.value.name().to_owned()),
        state_reason: Some(alarm.state.reason),
        state_reason_data: alarm.state.data,
        state_updated_timestamp: Some(alarm.state.updated),
        state_transitioned_timestamp: Some(alarm.state.transitioned),
        statistic: stat.clone().filter(|_| plain),
        extended_statistic: stat.filter(|_| !plain),
        period: measured.as_ref().map(|measured| measured.period),
        unit: measured.as_ref().and_then(|measured| measured.unit.clone()),
        metric_name: measured.as_ref().map(|measured| measured.name.clone()),
        namespace: measured.as_ref().map(|measured| measured.namespace.clone()),
        dimensions: Some(dimensions(
            measured.map(|m| m.dimensions).unwrap_or_default(),
        )),
        evaluation_periods: Some(rule.evaluation_periods),
        datapoints_to_alarm: rule.datapoints,
        threshold: rule.band().is_none().then_some(rule.threshold),
        threshold_metric_id: rule.threshold_metric.clone(),
        comparison_operator: Some(rule.comparison.clone()),
        treat_missing_data: Some(rule.missing.clone().unwrap_or_else(|| "missing".to_owned())),
        evaluate_low_sample_count_percentile: rule.low_samples.clone(),
        metrics,
        ..MetricAlarm::default()
    }
}

pub fn composite(cx: &Cx, alarm: Alarm, own: Composite) -> CompositeAlarm {
    CompositeAlarm {
        alarm_arn: Some(arn(cx, &alarm.name)),
        alarm_name: Some(alarm.name),
        alarm_description: alarm.description,
        alarm_configuration_updated_timestamp: Some(alarm.configured),
        actions_enabled: Some(alarm.actions_enabled),
        ok_actions: Some(alarm.ok_actions),
        alarm_actions: Some(alarm.alarm_actions),
        insufficient_data_actions: Some(alarm.insufficient_actions),
        state_value: Some(alarm.state.value.name().to_owned()),
        state_reason: Some(alarm.state.reason),
        state_reason_data: alarm.state.data,
        state_updated_timestamp: Some(alarm.state.updated),
        state_transitioned_timestamp: Some(alarm.state.transitioned),
        alarm_rule: Some(own.rule),
        actions_suppressor: own.suppressor_said,
        actions_suppressor_wait_period: own.wait,
        actions_suppressor_extension_period: own.extension,
        actions_suppressed_by: own.suppressed_by,
        actions_suppressed_reason: own.suppressed_reason,
        ..CompositeAlarm::default()
    }
}

/// The configuration, for the history.
pub fn plain(cx: &Cx, alarm: &Alarm) -> Json {
    let mut shown = json!({
        "alarmName": alarm.name,
        "alarmArn": arn(cx, &alarm.name),
        "alarmDescription": alarm.description,
        "actionsEnabled": alarm.actions_enabled,
        "okActions": alarm.ok_actions,
        "alarmActions": alarm.alarm_actions,
        "insufficientDataActions": alarm.insufficient_actions,
        "alarmConfigurationUpdatedTimestamp": stamp(alarm.configured),
        "stateValue": alarm.state.value.name(),
    });
    match &alarm.subject {
        Subject::Metric(rule) => {
            shown["evaluationPeriods"] = json!(rule.evaluation_periods);
            match &rule.threshold_metric {
                Some(id) => shown["thresholdMetricId"] = json!(id),
                None => shown["threshold"] = json!(rule.threshold),
            }
            shown["comparisonOperator"] = json!(rule.comparison);
            shown["period"] = json!(rule.period());
        }
        Subject::Composite(own) => shown["alarmRule"] = json!(own.rule),
    }
    shown
}

/// One or the other.
pub enum Shown {
    Metric(Box<MetricAlarm>),
    Composite(Box<CompositeAlarm>),
}

pub fn any(cx: &Cx, alarm: Alarm) -> Shown {
    match alarm.subject.clone() {
        Subject::Metric(rule) => Shown::Metric(Box::new(metric(cx, alarm, &rule))),
        Subject::Composite(own) => Shown::Composite(Box::new(composite(cx, alarm, own))),
    }
}
