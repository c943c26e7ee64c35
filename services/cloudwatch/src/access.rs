//! What a call touches, for the policies.

use crate::{alarm, dashboard};
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
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            let arn = named("ResourceARN");
            let check = match alarm::name_of(cx, &arn) {
                Some(name) => of_alarm(cx, &name)?,
                None => Check::new(arn),
            };
            vec![check.tags_of(input)]
        }
        _ => vec![Check::new("*")],
    };
    Ok(checks)
}

fn of_alarm(cx: &mut Cx, name: &str) -> Result<Check, AwsError> {
    let check = Check::new(alarm::arn(cx, name));
    let tags = alarm::find(cx, name)?
        .map(|found| found.tags)
        .unwrap_or_default();
    Ok(check.resource_tags(
        tags.iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    ))
}

fn texts(input: &Value, name: &str) -> Vec<String> {
    let list = input.get(name).and_then(Value::as_list).unwrap_or_default();
    list.iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
