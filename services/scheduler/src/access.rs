//! What a call touches: schedules and groups, with the tags of groups.

use crate::delivery::PRINCIPAL;
use crate::group;
use crate::place::{self, DEFAULT};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let name = input.str("Name").unwrap_or_default();
    let group = input.str("GroupName").unwrap_or(DEFAULT);
    let check = match operation {
        "CreateSchedule" | "UpdateSchedule" | "GetSchedule" | "DeleteSchedule" => {
            let check = Check::new(place::schedule_arn(cx, group, name));
            with_tags(cx, check, group)?
        }
        "ListSchedules" => Check::new(place::schedule_arn(cx, "*", "*")),
        "ListScheduleGroups" => Check::new(place::group_arn(cx, "*")),
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            let arn = input.str("ResourceArn").unwrap_or_default();
            let name = arn.rsplit('/').next().unwrap_or_default();
            with_tags(cx, Check::new(arn), name)?
        }
        _ => with_tags(cx, Check::new(place::group_arn(cx, name)), name)?,
    };
    let mut checks = vec![check.tags_of(input)];
    let role = input.get("Target").and_then(|target| target.str("RoleArn"));
    if let Some(role) = role {
        checks.push(Check::pass_role(role, PRINCIPAL));
    }
    Ok(checks)
}

fn with_tags(cx: &mut Cx, check: Check, name: &str) -> Result<Check, AwsError> {
    let tags = group::row::find(cx, name)?
        .map(|group| group.tags)
        .unwrap_or_default();
    Ok(check.resource_tags(
        tags.iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    ))
}
