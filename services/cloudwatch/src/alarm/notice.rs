//! What a topic gets: the message that CloudWatch sends to Amazon SNS.

use super::regions;
use super::row::{Alarm, Rule, State, Subject, arn};
use super::show::stamp;
use crate::composite;
use crate::data::{Measured, Query};
use haneul_metric::Stat;
use haneul_pipeline::{AwsError, Cx};
use serde_json::{Value as Json, json};

/// The longest subject.
const SUBJECT: usize = 100;

/// Subject and message.
pub fn of(cx: &mut Cx, alarm: &Alarm, before: &State) -> Result<(String, String), AwsError> {
    let region = regions::name(cx.region());
    let subject = format!(
        "{}: \"{}\" in {region}",
        alarm.state.value.name(),
        alarm.name
    );
    let subject: String = subject
        .chars()
        .filter(|c| !c.is_control())
        .take(SUBJECT)
        .collect();
    let mut message = json!({
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": cx.account(),
        "AlarmConfigurationUpdatedTimestamp": stamp(alarm.configured),
        "NewStateValue": alarm.state.value.name(),
        "NewStateReason": alarm.state.reason,
        "StateChangeTime": stamp(alarm.state.transitioned),
        "Region": region,
        "AlarmArn": arn(cx, &alarm.name),
        "OldStateValue": before.value.name(),
        "OKActions": alarm.ok_actions,
        "AlarmActions": alarm.alarm_actions,
        "InsufficientDataActions": alarm.insufficient_actions,
    });
    match &alarm.subject {
        Subject::Metric(rule) => message["Trigger"] = trigger(rule),
        Subject::Composite(own) => {
            message["AlarmRule"] = json!(own.rule);
            message["TriggeringChildren"] = composite::triggering(cx, alarm)?;
            if let Some(suppressor) = &own.suppressor_said {
                message["ActionsSuppressor"] = json!(suppressor);
                message["ActionsSuppressorWaitPeriod"] = json!(own.wait);
                message["ActionsSuppressorExtensionPeriod"] = json!(own.extension);
            }
        }
    }
    Ok((subject, message.to_string()))
}

fn trigger(rule: &Rule) -> Json {
    let mut trigger = match rule
        .watched()
        .filter(|_| rule.simple)
        .and_then(|q| q.metric.as_ref())
    {
        Some(measured) => of_metric(measured),
        None => json!({"Metrics": rule.queries.iter().map(of_query).collect::<Vec<_>>()}),
    };
    trigger["Period"] = json!(rule.period());
    trigger["EvaluationPeriods"] = json!(rule.evaluation_periods);
    if let Some(datapoints) = rule.datapoints {
        trigger["DatapointsToAlarm"] = json!(datapoints);
    }
    trigger["ComparisonOperator"] = json!(rule.comparison);
    match &rule.threshold_metric {
        Some(id) => trigger["ThresholdMetricId"] = json!(id),
        None => trigger["Threshold"] = json!(rule.threshold),
    }
    trigger["TreatMissingData"] = json!(rule.missing.as_deref().unwrap_or_default());
    trigger["EvaluateLowSampleCountPercentile"] =
        json!(rule.low_samples.as_deref().unwrap_or_default());
    trigger
}

fn of_metric(measured: &Measured) -> Json {
    let plain = Stat::read(&measured.stat).is_some_and(Stat::is_plain);
    let mut trigger = json!({
        "MetricName": measured.name,
        "Namespace": measured.namespace,
        "StatisticType": if plain { "Statistic" } else { "ExtendedStatistic" },
    });
    match plain {
        true => trigger["Statistic"] = json!(measured.stat.to_uppercase()),
        false => trigger["ExtendedStatistic"] = json!(measured.stat),
    }
    trigger["Unit"] = json!(measured.unit);
    trigger["Dimensions"] = dimensions(measured);
    trigger
}

fn dimensions(measured: &Measured) -> Json {
    let all = measured.dimensions.iter();
    let all = all.map(|(name, value)| json!({"value": value, "name": name}));
    Json::Array(all.collect())
}

fn of_query(query: &Query) -> Json {
    let mut shown = json!({"Id": query.id});
    if let Some(expression) = &query.expression {
        shown["Expression"] = json!(expression);
    }
    if let Some(measured) = &query.metric {
        shown["MetricStat"] = json!({
            "Metric": {
                "Dimensions": dimensions(measured),
                "MetricName": measured.name,
                "Namespace": measured.namespace,
            },
            "Period": measured.period,
            "Stat": measured.stat,
        });
        if let Some(unit) = &measured.unit {
            shown["MetricStat"]["Unit"] = json!(unit);
        }
    }
    if let Some(label) = &query.label {
        shown["Label"] = json!(label);
    }
    shown["ReturnData"] = json!(query.is_returned());
    shown
}
