//! What a call touches, for the policies.

use crate::{alarm, dashboard, stream};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};
use haneul_policy::PrincipalKind;

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let named = |name: &str| input.str(name).unwrap_or_default().to_owned();
    let checks = match operation {
        "PutMetricData" => match cx.caller().principal.kind {
            // What services of this cloud measure is nobody's to allow.
            PrincipalKind::Service(_) => Vec::new(),
            _ => vec![Check::new("*").key("cloudwatch:namespace", named("Namespace"))],
        },
        "PutMetricAlarm" | "PutCompositeAlarm" => {
            let actions = ["AlarmActions", "OKActions", "InsufficientDataActions"];
            let actions = actions.iter().flat_map(|name| texts(input, name)).collect();
            let check = of_alarm(cx, &named("AlarmName"))?;
            vec![
                check
                    .keys("cloudwatch:AlarmActions", actions)
                    .tags_of(input),
            ]
        }
        "SetAlarmState" => vec![of_alarm(cx, &named("AlarmName"))?],
        "DeleteAlarms" | "EnableAlarmActions" | "DisableAlarmActions" => {
            let mut checks = Vec::new();
            for name in texts(input, "AlarmNames") {
                checks.push(of_alarm(cx, &name)?);
            }
            match checks.is_empty() {
                true => vec![Check::new("*")],
                false => checks,
            }
        }
        "DescribeAlarms" | "DescribeAlarmHistory" => {
            let name = input.str("AlarmName").unwrap_or("*");
            vec![Check::new(alarm::arn(cx, name))]
        }
        "PutDashboard" | "GetDashboard" => {
            vec![Check::new(dashboard::arn(cx, &named("DashboardName")))]
        }
        "DeleteDashboards" => {
            let names = texts(input, "DashboardNames").into_iter();
            names
                .map(|name| Check::new(dashboard::arn(cx, &name)))
                .collect()
        }
        "PutMetricStream" | "GetMetricStream" | "DeleteMetricStream" => {
            vec![of_stream(cx, &named("Name"))?.tags_of(input)]
        }
        "StartMetricStreams" | "StopMetricStreams" => {
            let names = texts(input, "Names").into_iter();
            names
                .map(|name| of_stream(cx, &name))
                .collect::<Result<_, _>>()?
        }
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            let arn = named("ResourceARN");
            let check = match (alarm::name_of(cx, &arn), stream::name_of(cx, &arn)) {
                (Some(name), _) => of_alarm(cx, &name)?,
                (None, Some(name)) => of_stream(cx, &name)?,
                (None, None) => Check::new(arn),
            };
            vec![check.tags_of(input)]
        }
        _ => vec![Check::new("*")],
    };
    Ok(checks)
}

fn of_alarm(cx: &mut Cx, name: &str) -> Result<Check, AwsError> {
    let found = alarm::find(cx, name)?;
    let tags = found.map(|found| found.tags).unwrap_or_default();
    Ok(with_tags(Check::new(alarm::arn(cx, name)), &tags))
}

fn of_stream(cx: &mut Cx, name: &str) -> Result<Check, AwsError> {
    let found = stream::find(cx, name)?;
    let tags = found.map(|found| found.tags).unwrap_or_default();
    Ok(with_tags(Check::new(stream::arn(cx, name)), &tags))
}

fn with_tags(check: Check, tags: &[(String, String)]) -> Check {
    let tags = tags.iter();
    check.resource_tags(tags.map(|(key, value)| (key.as_str(), value.as_str())))
}

fn texts(input: &Value, name: &str) -> Vec<String> {
    let list = input.get(name).and_then(Value::as_list).unwrap_or_default();
    list.iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
