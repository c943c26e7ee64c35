//! What EventBridge and functions are told: the same words in two envelopes.

use super::row::{Alarm, State, Subject, arn};
use super::show::stamp;
use crate::data::Query;
use haneul_pipeline::events::Emitted;
use haneul_pipeline::{AwsError, Cx};
use serde_json::{Map, Value as Json, json};

const SOURCE: &str = "aws.cloudwatch";

pub fn state_change(cx: &mut Cx, alarm: &Alarm, before: &State) -> Result<(), AwsError> {
    emit(
        cx,
        alarm,
        "CloudWatch Alarm State Change",
        detail(alarm, Some(before)),
    )
}

/// `create`, `update` or `delete`.
pub fn configuration_change(cx: &mut Cx, alarm: &Alarm, operation: &str) -> Result<(), AwsError> {
    let mut detail = detail(alarm, None);
    detail["operation"] = json!(operation);
    emit(cx, alarm, "CloudWatch Alarm Configuration Change", detail)
}

fn emit(cx: &mut Cx, alarm: &Alarm, kind: &str, detail: Json) -> Result<(), AwsError> {
    cx.emit(Emitted {
        account: cx.account(),
        region: cx.region(),
        source: SOURCE,
        detail_type: kind,
        time: cx.now(),
        resources: vec![arn(cx, &alarm.name)],
        detail,
    })
}

pub fn for_function(cx: &Cx, alarm: &Alarm, before: &State) -> Json {
    json!({
        "source": SOURCE,
        "alarmArn": arn(cx, &alarm.name),
        "accountId": cx.account(),
        "time": stamp(cx.now()),
        "region": cx.region(),
        "alarmData": detail(alarm, Some(before)),
    })
}

fn detail(alarm: &Alarm, before: Option<&State>) -> Json {
    let mut detail = json!({
        "alarmName": alarm.name,
        "configuration": configuration(alarm),
        "state": state(&alarm.state),
    });
    if let Some(before) = before {
        detail["previousState"] = state(before);
    }
    if let Subject::Composite(own) = &alarm.subject {
        if let Some(by) = &own.suppressed_by {
            detail["state"]["actionsSuppressedBy"] = json!(by);
            detail["state"]["actionsSuppressedReason"] = json!(own.suppressed_reason);
        }
    }
    detail
}

fn state(state: &State) -> Json {
    let mut shown = json!({"value": state.value.name(), "reason": state.reason});
    if let Some(data) = &state.data {
        shown["reasonData"] = json!(data);
    }
    shown["timestamp"] = json!(stamp(state.transitioned));
    shown
}

fn configuration(alarm: &Alarm) -> Json {
    let mut shown = Map::new();
    if let Some(description) = &alarm.description {
        shown.insert("description".to_owned(), json!(description));
    }
    match &alarm.subject {
        Subject::Metric(rule) => {
            let metrics: Vec<Json> = rule.queries.iter().map(query).collect();
            shown.insert("metrics".to_owned(), Json::Array(metrics));
        }
        Subject::Composite(own) => {
            shown.insert("alarmRule".to_owned(), json!(own.rule));
            if let Some(suppressor) = &own.suppressor_said {
                shown.insert("actionsSuppressor".to_owned(), json!(suppressor));
                shown.insert("actionsSuppressorWaitPeriod".to_owned(), json!(own.wait));
                shown.insert(
                    "actionsSuppressorExtensionPeriod".to_owned(),
                    json!(own.extension),
                );
            }
        }
    }
    Json::Object(shown)
}

fn query(query: &Query) -> Json {
    let mut shown = json!({"id": query.id});
    if let Some(expression) = &query.expression {
        shown["expression"] = json!(expression);
    }
    if let Some(label) = &query.label {
        shown["label"] = json!(label);
    }
    if let Some(measured) = &query.metric {
        let pairs = measured.dimensions.iter();
        let dimensions: Map<_, _> = pairs
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        shown["metricStat"] = json!({
            "metric": {
                "dimensions": dimensions,
                "name": measured.name,
                "namespace": measured.namespace,
            },
            "period": measured.period,
            "stat": measured.stat,
        });
        if let Some(unit) = &measured.unit {
            shown["metricStat"]["unit"] = json!(unit);
        }
    }
    shown["returnData"] = json!(query.is_returned());
    shown
}
